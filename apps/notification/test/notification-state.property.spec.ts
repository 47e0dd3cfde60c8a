import { notificationKind, type NotificationStatus } from '@breakwater/contracts';
import { propertyRuns } from '@breakwater/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notificationId } from '../src/notifications/notification-id.js';
import { isAllowed, type NotificationAction, transition } from '../src/notifications/notification-state.js';
import { IllegalNotificationTransitionError } from '../src/notifications/notifications.errors.js';

const actions = fc.array(fc.constantFrom<NotificationAction>('send'), { maxLength: 6 });
const kinds = fc.constantFrom(...notificationKind.options);

describe('the notification’s state machine', () => {
  it('is sent once, however often it is asked to', () => {
    fc.assert(
      fc.property(actions, (sequence) => {
        let status: NotificationStatus = 'pending';
        let sent = 0;
        for (const action of sequence) {
          if (isAllowed(status, action)) {
            status = transition(status, action);
            sent += 1;
          } else {
            expect(() => transition(status, action)).toThrow(IllegalNotificationTransitionError);
          }
        }
        expect({ status, sent }).toEqual(
          sequence.length > 0 ? { status: 'sent', sent: 1 } : { status: 'pending', sent: 0 },
        );
      }),
      propertyRuns(50),
    );
  });

  it('has an id that is always the same for an order and kind, and another for every other', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), kinds, kinds, (order, otherOrder, kind, otherKind) => {
        const same = order === otherOrder && kind === otherKind;
        expect(notificationId(order, kind) === notificationId(otherOrder, otherKind)).toBe(same);
        expect(notificationId(order, kind)).toBe(notificationId(order, kind));
        expect(notificationId(order, kind)).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      }),
      propertyRuns(500),
    );
  });
});
