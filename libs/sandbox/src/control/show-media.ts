import { attachmentOf } from '../handsets/attachment-of.ts';
import { downloadMedia } from '../media/download-media.ts';
import { NotFound } from '../refused.ts';
import type { Route } from './route.ts';
import { getAccount } from './shapes.ts';

/** What browsers draw without running anything of it. */
const pictures = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

/** `GET /media/{phone}/{id}`: what somebody's telephone got, decrypted. It comes from clients, and so from anybody:
 * what is no picture is only ever handed over as a file. */
export const showMedia: Route = {
  method: 'GET',
  path: '/media/:phone/:id',
  serve: (network, { params, response }) => {
    const { handset } = getAccount(network, params['phone']);
    const entry = handset.screen.findById(params['id'] ?? '');
    const attachment = entry && attachmentOf(entry);
    if (!attachment) throw new NotFound(`${params['phone']} has no media with the id ${params['id']}`);
    const { type, mimetype, pointer } = attachment;
    const isPicture = pictures.includes(mimetype);
    const bytes = downloadMedia(network, type, pointer);
    response
      .writeHead(200, {
        'content-type': isPicture ? mimetype : 'application/octet-stream',
        'content-length': bytes.length,
        'content-disposition': isPicture ? 'inline' : 'attachment',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      .end(bytes);
  },
};
