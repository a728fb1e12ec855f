import { setDescription, setSubject } from '../groups/change-words.ts';
import { notifyMembers } from '../groups/notify-members.ts';
import { type Setting, settings } from '../groups/settings.ts';
import { bytesOf, getAttribute, getChild } from '../wire/node.ts';
import { checkLength, longestSubject } from './check-length.ts';
import { getGroupAsAdmin, getGroupAsEditor } from './group-permissions.ts';
import { type QueryHandler, Refusal } from './handler.ts';

const longestDescription = 2048;

/** A group gets another name. */
const subject: QueryHandler = {
  name: 'group-subject',
  xmlns: 'w:g2',
  type: 'set',
  child: 'subject',
  answer: (network, { account }, iq) => {
    const group = getGroupAsEditor(network, { account, iq });
    const text = checkLength(bytesOf(getChild(iq, 'subject')).toString(), longestSubject);
    setSubject(network, group, { by: account.lid, text });
    return [];
  },
};

/** A group is described anew. Whoever does has to know the description that it replaces: 409 otherwise. */
const description: QueryHandler = {
  name: 'group-description',
  xmlns: 'w:g2',
  type: 'set',
  child: 'description',
  answer: (network, { account }, iq) => {
    const group = getGroupAsEditor(network, { account, iq });
    const said = getChild(iq, 'description');
    if ((said.attrs['prev'] ?? null) !== (group.description?.id ?? null)) throw new Refusal(409, 'conflict');
    setDescription(network, group, {
      by: account.lid,
      description:
        said.attrs['delete'] === 'true'
          ? null
          : {
              id: getAttribute(said, 'id'),
              text: checkLength(bytesOf(getChild(said, 'body')).toString(), longestDescription),
            },
    });
    return [];
  },
};

/** A switch of a group is turned. */
const toHandler = ({ tag, isForMembers, turn }: Setting): QueryHandler => ({
  name: `group-${tag}`,
  xmlns: 'w:g2',
  type: 'set',
  child: tag,
  answer: (network, { account }, iq) => {
    const group = (isForMembers ? getGroupAsEditor : getGroupAsAdmin)(network, { account, iq });
    notifyMembers(network, group, { by: account.lid, change: turn(group, getChild(iq, tag)) });
    return [];
  },
});

export const groupSettings: readonly QueryHandler[] = [subject, description, ...settings.map(toHandler)];
