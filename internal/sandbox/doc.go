// Package sandbox is the Telegram Bot API on this machine: for the demo, where
// a page shows each person's chat as a phone, and for tests, which act as the
// people and look at what they see.
//
//	bot ── /bot<token>/METHOD ──▶ check ▶ fault? ▶ method ──▶ chats ──▶ page, Chat()
//	 ▲                                                          │
//	 └── getUpdates or webhook ◀── queue of updates ◀── Say, Send, Press, page
//
// What a caller can rely on:
//
//   - Nothing leaves this computer: no name is looked up, no link fetched, and
//     a webhook must stand on a loopback address.
//   - It refuses what Telegram refuses, in Telegram's words, and notes as a
//     violation what Telegram would silently forgive but its rules forbid.
//   - An update is offered until it was acknowledged: by a higher offset in
//     getUpdates, or by a 2xx of the webhook. It is dropped after 24 hours, a
//     press of a button after 150 seconds, both by the machine's clock.
//   - Under a webhook, updates of one chat go one after the other, and presses
//     of one user likewise, in a queue of their own, so that a press may
//     overtake the same user's message.
//   - With Options.State every change is on disk before it is answered. The
//     chats, the pending updates and all counters survive a kill.
//
// Message dates come from Options.Now, the office clock. Leases, expiry,
// retries and limits go by the machine's clock.
package sandbox
