// Package outbox holds the messages that wait to be sent. A message is put in
// the transaction that causes it, under a key of its own, so that putting it
// twice is harmless.
//
//	Put ─▶ queued ─▶ Claim ─▶ sending ─▶ Sent ─────▶ sent
//	         ▲                   ├─────▶ Retry ─────▶ queued    surely not sent
//	         │                   ├─────▶ Unknown ───▶ queued, the second time uncertain
//	         │                   ├─────▶ Kill ──────▶ dead
//	         └───── Recover ─────┘ no outcome: the process or the database went away;
//	                               the second time dead
//
// What can be relied on:
//
//   - A message reaches its chat at least once, or ends uncertain or dead with
//     a reason. It is written to the wire twice at most.
//   - Messages to one address go out in the order in which they were put,
//     within a lane, and one at a time. A message held for quiet hours neither
//     goes out nor stops others.
//   - Only the leader claims: each claim names its epoch, and finds nothing
//     once a later leader has taken over.
//   - What was sent keeps no content, only its trace: where, when, which
//     message, what it was about. Of a fleeting message nothing is kept, and of
//     one whose address only the sender can resolve no message's id.
//
// Machine time (the server's clock) decides claims, retries and recovery;
// office time (a parameter) decides when quiet hours are over.
package outbox
