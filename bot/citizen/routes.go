// Package citizen is the bot's conversation with those who report something:
// the draft and its card, the receipt, what a message belongs to, where a case
// stands, the key and the faces.
//
// Nothing that somebody typed is lost: what no report holds yet is kept as a
// draft in the dialog, and a step that interrupts a draft carries it along.
package citizen

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/notice"
	"tanggap/internal/text"
)

// Options are what others lend to this conversation.
type Options struct {
	// Connect takes "/start k_…": the invitation of an employee.
	Connect turn.Handler
	// Claim is asked first about each message of an employee that no step
	// takes: true when it was about a case that they hold.
	Claim func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, bool, error)
	// Unsent is what somebody has written in a dialog of others and not sent;
	// false when there is nothing.
	Unsent func(t *turn.Turn) (text.Left, bool)
	// TakeBack takes back what leaves by itself, when its dialog is left; false
	// when nothing does.
	TakeBack func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, bool, error)
	// Rate takes /nilai.
	Rate turn.Handler
	// Scanned is asked about what came with /start, and about words that nothing
	// else takes: true when they are the code of a slip or a poster.
	Scanned func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, bool, error)
	// Privacy takes /privasi, Erase /hapus_data.
	Privacy, Erase turn.Handler
	// Commands lists what somebody may use, for /bantuan.
	Commands func(t *turn.Turn) []string
}

// The steps besides those of a draft.
const (
	stepCode    = "cek.code"
	stepPIN     = "cek.pin"
	stepMore    = "laporan.more"  // words or files to add to a case
	stepAlbum   = "laporan.album" // the rest of an album whose beginning went to a case
	stepReply   = "ask.words"     // the answer to a question
	stepWhy     = "key.why"       // what is not done yet
	stepObject  = "end.object"    // why a decision is not accepted
	stepFace    = "face.pick"     // one of four faces, by its words
	stepComment = "face.comment"
	stepPressed = "press.words" // what the inspectorate is to know
)

// Routes are the rows of the route table for citizens, and so for everybody.
func Routes(o Options) []turn.Route {
	rows := slices.Concat([]turn.Route{
		{Command: "/start", Menu: true, Do: o.start},
		{Command: "/lapor", Menu: true, Do: lapor},
		{Command: "/status", Menu: true, Do: status},
		{Command: "/laporan", Menu: true, Do: ownCases},
		{Command: "/nilai", Menu: true, Do: o.Rate},
		{Command: "/cek", Menu: true, Do: look},
		{Command: "/privasi", Menu: true, Do: o.Privacy},
		{Command: "/hapus_data", Menu: true, Do: o.Erase},
		{Command: "/bahasa", Menu: true, Do: language},
		{Command: "/batal", Menu: true, Do: o.leave},
		{Command: "/bantuan", Menu: true, Do: o.help},
		{Command: "/help", Do: o.help},

		{Step: turn.Free, Do: o.free},
		{Step: turn.Edit, Do: change},

		{Button: "lapor.start", Do: lapor},
		{Button: "lapor.unsent", Do: lapor},
		{Step: notice.StepDraft, Do: o.addToDraft},
		{Button: "lapor.send", Do: send},
		{Button: "lapor.card", Do: showCard},
		{Button: "lapor.place", Do: places},
		{Button: "lapor.places", Do: places},
		{Button: "lapor.area", Do: chooseArea},
		{Button: "lapor.office", Do: offices},
		{Button: "lapor.categories", Do: categories},
		{Button: "lapor.category", Do: chooseCategory},
		{Button: "lapor.units", Do: units},
		{Button: "lapor.unit", Do: chooseUnit},
		{Button: "lapor.privacy", Do: privacy},
		{Button: "lapor.officer", Do: aboutOfficer(true)},
		{Button: "lapor.ordinary", Do: aboutOfficer(false)},
		{Button: "lapor.secret", Do: chooseSecret},
		{Button: "lapor.public", Do: choosePublic},
		{Button: "lapor.cancel", Do: askDrop},
		{Button: "lapor.drop", Do: drop},
		{Button: "lapor.scan", Do: o.scan},

		{Step: notice.StepChoice, Do: addToChoice},
		{Button: "free.answer", Do: giveKept},
		{Button: "free.add", Do: giveKept},
		{Button: "free.new", Do: keptIsNew},

		{Button: "laporan.open", Do: openCase},
		{Button: "laporan.page", Do: ownCases},
		{Button: "laporan.add", Do: askMore},
		{Button: "ask.answer", Do: askReply},
		{Button: "ask.unknown", Do: replyUnknown},
		{Step: stepMore, Do: o.fresh(day, giveWords)},
		{Step: stepReply, Do: o.fresh(day, giveWords)},
		{Step: stepAlbum, Do: o.albumRest},

		{Step: stepCode, Do: o.fresh(day, o.takeCode)},
		{Step: stepPIN, Do: o.fresh(day, o.takePIN)},

		{Button: "key.done", Do: confirm},

		{Button: "lang.set", Do: setLanguage},
		{Step: stepWhy, Do: o.fresh(day, takeWhy)},
	}, contentRoutes, praiseRoutes, knowRoutes, o.recoverRoutes(), againRoutes, anonymousRoutes, o.objectRoutes(), nearRoutes, supporterRoutes, o.faceRoutes(), laterRoutes, sampleRoutes, o.pressRoutes(), helperRoutes, identityRoutes)
	for i, r := range rows {
		if r.Command == "/lapor" || r.Step == notice.StepDraft || strings.HasPrefix(r.Button, "lapor.") {
			rows[i].Do = another(r.Do)
		}
	}
	return rows
}
