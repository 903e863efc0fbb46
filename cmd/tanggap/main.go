// Tanggap is the service with which an Indonesian regency hears its citizens
// and manages the performance of its civil servants.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a scratch image has no zone files

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	done       = 0
	failed     = 1 // the reason stands in one line on stderr
	wrongUsage = 2 // wrong words, or a wrong environment
)

// command line, one field a subcommand.
type commandLine struct {
	Serve   serveCommand   `cmd:"" help:"The service: takes updates, delivers messages, runs the schedule, serves HTTP."`
	Demo    demoCommand    `cmd:"" help:"Everything on this machine, with a Telegram sandbox in the browser; nothing to configure."`
	Migrate migrateCommand `cmd:"" help:"Bring the schema up to date and say what was done."`
	Import  importCommand  `cmd:"" help:"Take a CSV file in: all of it or nothing."`
	Invite  inviteCommand  `cmd:"" help:"Print links that connect employees' Telegram accounts."`
	Job     jobCommand     `cmd:"" help:"List the jobs of the schedule, or run one."`
	Export  exportCommand  `cmd:"" help:"Write cases, events or ratings out, without anybody's identity."`
	Poster  posterCommand  `cmd:"" help:"Print a unit's poster with its QR for ratings."`
	Slips   slipsCommand   `cmd:"" help:"Print slips to cut, each good for one rating."`
	Check   checkCommand   `cmd:"" help:"Prove the books: chains, clocks, day totals, the delivery queue."`
	Version versionCommand `cmd:"" help:"Version, commit, Go version."`
}

// world is what a command gets from outside: the environment and the streams,
// by value, so that tests can give their own.
type world struct {
	ctx    context.Context
	env    func(string) string
	stdout io.Writer
	stderr io.Writer
}

// usage is an error of the words or the environment: exit code 2.
type usage struct{ error }

// quiet is an error whose reasons have been printed already.
type quiet struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(world{ctx: ctx, env: os.Getenv, stdout: os.Stdout, stderr: os.Stderr}, os.Args[1:]))
}

func run(w world, args []string) int {
	var line commandLine
	exited := -1
	parser, err := kong.New(&line,
		kong.Name("tanggap"),
		kong.Description("Hears a regency's citizens and answers for it. The environment is described in the README."),
		kong.Writers(w.stdout, w.stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.UsageOnError(),
		kong.Bind(w),
	)
	if err != nil {
		fmt.Fprintln(w.stderr, "tanggap:", err)
		return failed
	}
	chosen, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		fmt.Fprintln(w.stderr, "tanggap:", err)
		return wrongUsage
	}
	err = chosen.Run()
	switch wrong := (usage{}); {
	case err == nil:
		return done
	case errors.As(err, &wrong):
		fmt.Fprintln(w.stderr, "tanggap:", err)
		return wrongUsage
	case errors.As(err, &quiet{}):
		return failed
	}
	fmt.Fprintln(w.stderr, "tanggap:", err)
	return failed
}
