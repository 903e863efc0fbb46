// Package bot is the door to Telegram: it takes updates in by webhook or by
// polling, handles each in one transaction, and sends what waits in the
// outbox.
//
//	getUpdates ─┐                       ┌─ committed or parked ─▶ offset / 200
//	            ├─▶ Handle ─ one tx ────┤
//	webhook ────┘     ▲                 └─ neither ─▶ again later / 503
//	                  │ waiting
//	   sweep ─────────┘        Sender (leader only) ─▶ Bot API
//
// Guarantees of receiving:
//
//   - An update is acknowledged only when it is committed: done, or parked
//     with its content for the sweep.
//   - It is done once: its id is a row of the same transaction.
//   - Updates of one chat take turns by the lock of its dialog; while an
//     earlier one waits, the later ones wait behind it.
//   - A refusal undoes what its handler wrote and becomes a reply. A fault or
//     a panic undoes it and parks the update; after the fifth try it is dead,
//     its sender gets one apology, the operator an alarm.
//   - An update that kills the process is dead after its third counted try:
//     after an unclean stop the try is committed before it is made.
//   - Nobody waits for another chat's trouble. Of a chat that sends more than
//     sixty updates a minute the others of that minute are acknowledged and
//     left, and it is told so once; nothing else about it changes.
package bot
