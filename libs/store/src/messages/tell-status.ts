/**
 * A part of a statement whose first value is the tenant: tells, each as an event, what has become of the messages that
 * its part of this name returns whole.
 */
export const tellStatusOf = (changed: string): string =>
  `insert into events (tenant_id, id, type, data, device_id, network, message_id)
      select $1, gen_random_uuid(), 'message.status', message_told(${changed}.*), devices.id, devices.network, ${changed}.id
      from ${changed} join devices on devices.tenant_id = $1 and devices.id = ${changed}.device_id`;
