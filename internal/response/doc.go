// Package response holds response times in Redis: which clocks run and when
// each is due next, and for every employee and day the stretches that count.
//
//	a case changes ── one transaction ──▶ complaint, stretch, to_project (mark)
//	                                                        │
//	      Project, one at a time by advisory lock ◀─────────┘
//	         marks ─▶ the cases' rows as they stand now ─▶ Redis, absolute values
//	         └─ then the marks that did not change meanwhile are cleared
//
//	Redis ─▶ Due: what the deadlines job looks at
//	      ├▶ Holding: who has how much in hand, now
//	      └▶ Buckets: what the fold adds up
//
// What can be relied on:
//
//   - Redis is a projection of PostgreSQL, never a source. Whatever is projected
//     twice, late, or in another order ends the same.
//   - What Redis holds belongs to one past of one database: a stamp of the
//     installation's generation, the server's identity and its timeline stands in
//     it. When the stamp is missing (flushed), another (restored, foreign), or
//     a part was thrown out to make room, the next Project builds all of it
//     again; until then Due and Buckets refuse rather than tell less.
//   - The token of the turn that wrote last stands in both. Where they are not
//     the same, one of the two was set back (a copy put in place, a Redis that
//     lost its last second), and the next Project builds all of it again.
//   - A projector that was stopped and woke up late cannot write: each turn draws
//     a token that all its writes watch.
//   - Redis away costs nothing but time: the marks wait in PostgreSQL.
//   - No rule depends on anything running out in Redis. Days older than Kept
//     before the newest case are not held; the fold takes them from PostgreSQL.
//
// Keys, all below "tanggap:":
//
//	stamp                 whose past this is
//	turn                  the token of the projector whose turn it is
//	last                  the token of the turn that wrote last
//	clocks                sorted set: stretch by when its next step is due, in microseconds
//	clock:<stretch>       hash: case, nip, duty, from, due
//	held:<nip>            hash: stretch in somebody's hands → case, duty, since, due, paused
//	day:<nip>:<date>      hash: stretch → category, channel, duty, seconds, on time
//	case:<case>           set: where the case's stretches stand
package response
