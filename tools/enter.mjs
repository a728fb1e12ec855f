// The one script that runs under whatever Node the machine has: `node tools/enter.mjs <script.ts> [arguments]`.
// It makes sure that the dependencies are there, then runs the script under the Node that came with them.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const needsSetpriv = 'Parley needs the program setpriv, part of util-linux (Debian: apt-get install util-linux).';

enter(process.argv.slice(2));

function enter([script, ...words]) {
  requireMachine();
  if (!isInstalled()) install();
  runScript(join(root, script), words);
}

function requireMachine() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    stop(
      `Parley needs Node 20.19 or newer to start; this is ${process.version}. Get a newer one from https://nodejs.org.`,
    );
  }
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    stop(
      `Parley runs on Linux (x64 or arm64); this is ${process.platform} on ${process.arch}. See docker/ for another way.`,
    );
  }
}

/** Whether node_modules holds what the lockfile names, by the list npm itself leaves there when it is done. */
function isInstalled() {
  const list = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(list, 'utf8')).packages;
  // Optional packages are for other machines where npm left them out; links lead to our own folders.
  return Object.keys(wanted).every((path) => {
    if (!path.includes('node_modules/') || wanted[path].link) return true;
    if (!found[path]) return wanted[path].optional === true;
    return found[path].version === wanted[path].version;
  });
}

function install() {
  const startedAt = Date.now();
  console.error('  Installing the dependencies (npm ci; the first time takes a minute) …');
  // What npm says goes to the error stream: a script's own output may be for a program to read.
  const npm = ['npm', 'ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-update-notifier'];
  const ran = spawnSync('setpriv', ['--pdeathsig', 'TERM', '--', ...npm], { cwd: root, stdio: ['ignore', 2, 2] });
  if (ran.error) stop(needsSetpriv);
  if (ran.signal) stop('Installing the dependencies was interrupted. Start again to go on.');
  if (ran.status !== 0) stop('Installing the dependencies failed; npm says why above.');
  console.error(`  Installed the dependencies in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

function runScript(script, words) {
  const node = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  if (!existsSync(node)) stop(`${node} is missing. Run npm ci --include=optional, then start again.`);
  makeRunnable(node);

  // The kernel ends the script when we die, however we die. It has a session of its own: a Ctrl-C in a terminal
  // goes to us and to npm, who passes it on to us, and the script shall hear of it once.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', node, script, ...words], {
    stdio: 'inherit',
    detached: true,
  });
  child.on('error', () => stop(needsSetpriv));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));

  let passedOnAt = 0;
  const passOn = (signal) => {
    if (Date.now() - passedOnAt < 1000) return;
    passedOnAt = Date.now();
    child.kill(signal);
  };
  // Not SIGHUP: under nohup it must go by, and where it ends us the kernel tells the script.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, passOn);

  // An npm that is killed cannot tell us; we notice that we have another parent.
  const parent = process.ppid;
  if (!readFileSync(`/proc/${parent}/cmdline`, 'utf8').startsWith('npm ')) return;
  setInterval(() => process.ppid !== parent && passOn('SIGTERM'), 500).unref();
}

/** The package's install script would do it, but install scripts do not run here. */
function makeRunnable(node) {
  try {
    chmodSync(node, 0o755);
  } catch {
    // Another user's tree: it was made runnable when that user started.
  }
}

function stop(why) {
  console.error(why);
  process.exit(1);
}
