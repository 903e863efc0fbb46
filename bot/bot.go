package bot

import (
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"tanggap/bot/turn"
)

// Settings are what a Bot works with.
type Settings struct {
	Pool    *pgxpool.Pool
	Office  *turn.Office
	Routes  *Routes
	Now     func() time.Time // office time
	Log     zerolog.Logger
	Channel string // "tg:<bot id>": whose updates these are

	Wake  func()                         // something was put into the outbox; must not block
	Toast func(callbackID, words string) // answers a tap, best effort; must not block
	// Remove takes a message out of a chat, best effort; must not block.
	Remove func(address string, message int)
	Menu   func(address string, menus []Menu) // shows a chat the commands of its roles, best effort; must not block
}

// Bot takes updates in.
type Bot struct {
	Settings

	// Cautious counts each try before it is made: for a while after an
	// unclean stop, since the update that caused it may come again.
	Cautious atomic.Bool

	floods floods

	Handled, Parked, Slowed, Dead atomic.Int64 // for the metrics
}

// New gives a bot.
func New(s Settings) *Bot { return &Bot{Settings: s} }
