import type { BinaryNode } from '@whiskeysockets/baileys';
import type { RawShape } from './session.ts';

/** A stanza with everything in it but the bytes it holds, of which only the length is known. */
export type Stanza = { tag: string; attrs: Readonly<Record<string, string>>; length: number; children: Stanza[] };

/** An upload of keys has thousands of stanzas in it: so many are shown of each, and in all. */
const maxChildren = 12;
const maxShapes = 100;

/** What may be kept of a stanza: how it is built, and words of the protocol. Nothing that a person, or a program for
 * them, could have put in. */
export const shapeOf = (stanza: Stanza): RawShape => {
  let left = maxShapes;
  const shape = ({ tag, attrs, length, children }: Stanza): RawShape => {
    left -= 1;
    const shown = children.slice(0, maxChildren).flatMap((child) => (left > 0 ? [shape(child)] : []));
    const attributes = Object.entries(attrs).map(([name, value]): [string, string | null] => [
      nameOf(name),
      valueOf(name, value),
    ]);
    return {
      tag: nameOf(tag),
      attributes: Object.fromEntries(attributes),
      bytes: sizeOf({ length, children }),
      children: shown,
    };
  };
  return shape(stanza);
};

export const stanzaOf = ({ tag, attrs, content }: BinaryNode): Stanza => ({
  tag,
  attrs,
  length: typeof content === 'string' || content instanceof Uint8Array ? Buffer.byteLength(content) : 0,
  children: Array.isArray(content) ? content.map(stanzaOf) : [],
});

const sizeOf = ({ length, children }: Pick<Stanza, 'length' | 'children'>): number =>
  children.reduce((sum, child) => sum + sizeOf(child), length);

const nameOf = (name: string): string => (words.has(name) ? name : 'other');

const valueOf = (name: string, value: string): string | null => {
  if (numbered.has(name)) return /^\d{1,3}$/u.test(value) ? value : null;
  return named.has(name) && words.has(value) ? value : null;
};

/** Attributes that hold a small number: of an error, a retry, a kind of ciphertext. */
const numbered = new Set(['code', 'count', 'error', 'reason', 'v']);
/** Attributes that hold one of a few words. */
const named = new Set(
  'addressing_mode category class context edit has_more_patches mediatype mode name return_snapshot stage state type xmlns'.split(
    ' ',
  ),
);

/** What tags, attributes and their values are called. Whatever is called otherwise is not told. */
const words = new Set(
  `
  abprops abt accept account_sync ack action active add add_request address addressing_mode admin after
  allow_non_admin_sub_group_creation announcement app_state audio auth author available background bad-stanza biz
  blocklist body bot business business_hours business_hours_config business_profile bytes call categories category
  chat chatstate class clean code collection collection_limit collections command commands communities community
  community_join companion_finish companion_hello companion_identity_public companion_platform_display
  companion_platform_id companion_reg_refresh companion_server_auth_key_pub compliance_info composing config
  config_code config_value conflict contact contacts context count country_code_origin cover_photo create
  create_general_chat created_membership_requests creation creation_t creator creator_country_code creator_pn
  creator_username critical_block critical_unblock_low currency default default_sub_community default_sub_group
  delete deleted deleted_count delivery demote description device device-identity device-list device_hash
  device_removed devices digest dirty disappearing_mode display_name document duration edge_routing edit elapsed
  email enc enc_iv enc_p encrypt ephemeral error event expectedOwnership expiration failure false fb:thrift_iq
  feature from from_me full g.us get group group_join groups has_more_patches hash height history host host_name
  hostname ib id identity image image_dimensions inactive index interactive invite iq is_hidden item item_limit
  items jid joinable keep-alive key key-index key-index-list keys last latency leave lid limit link
  link_code_companion_reg link_code_pairing_nonce link_code_pairing_ref
  link_code_pairing_wrapped_companion_ephemeral_pub link_code_pairing_wrapped_key_bundle
  link_code_pairing_wrapped_primary_ephemeral_pub link_create linked_parent links list live_updates location locked
  md media media_conn mediaretry mediatype member member_add_mode membership_approval_mode
  membership_approval_request membership_approval_requests membership_requests_action message message_id
  message_updates meta mex mode modify msg msmsg name newsletter none not-authorized not_ephemeral notification
  notify number off offline offline_batch offline_preview op op_name order paging pair-device pair-device-sign
  pair-success parent participant participant_lid participant_pn participant_username participants participating
  passive passkey_prologue_request passkey_request passkey_request_options patch patches paused peer
  peer_recipient_lid peer_recipient_pn peer_recipient_username phash phone phone_number picture ping pkmsg plaintext
  platform played pn poll prekey presence preview price primary_hello primary_identity_pub privacy privacy_token
  product product_catalog product_catalog_add product_catalog_delete product_catalog_edit profile promote prompt
  prompts props protocol ptt push_priority query reaction read read-self reason receipt recipient recipient_lid
  recipient_pn recipient_username ref refresh reg registration regular regular_high regular_low reject remove
  remove-companion-device replaced reporting reporting_tag reporting_token request request_method result retailer_id
  retry return_snapshot revoke revoked_membership_requests rmr role rotate routing_info s_o s_o_pn s_o_username s_t
  screen_height section sender sender_lid sender_pn server server-error server_id server_sync set settings
  should_show_push_notification sid side_list signature size skey skmsg snapshot spam stage state status status_info
  sticker stream:error sub_groups subject subscribe success sync t tc_token tctoken terminate text timestamp
  timezone to token tokens true trusted_contact ttl type unavailable unified_session unlink unlocked unsubscribe
  unsupported update upgrade url urn:xmpp:ping urn:xmpp:whatsapp:dirty urn:xmpp:whatsapp:push user username usync v
  val value verified_level verified_name version video view_once w:auth:backup:token w:biz w:biz:catalog
  w:comms:chat w:g2 w:gp2 w:m w:mex w:p w:profile:picture w:stats w:sync:app:state wait website width xmlns
  xmlstreamend xmpp
  `
    .trim()
    .split(/\s+/u),
);
