package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

type inviteCommand struct {
	NIP string `arg:"" optional:"" help:"The employee to invite."`
	All bool   `help:"Everybody who is not connected yet."`
}

func (cmd inviteCommand) Run(w world) error {
	if (cmd.NIP == "") != cmd.All {
		return usage{errors.New("invite wants a NIP, or --all")}
	}
	c, err := readConfig(w.env, needDatabase|needToken)
	if err != nil {
		return err
	}
	pool, err := openMigrated(w.ctx, c.DatabaseURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	username, err := botName(w.ctx, c)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(w.ctx, pool, func(tx pgx.Tx) error {
		var nips []roster.NIP
		if cmd.All {
			waiting, err := roster.Unconnected(w.ctx, tx)
			if err != nil {
				return err
			}
			for _, e := range waiting {
				nips = append(nips, e.NIP)
			}
		} else {
			nip, err := roster.ParseReference(cmd.NIP)
			if err != nil {
				return usage{err}
			}
			nips = append(nips, nip)
		}
		for _, nip := range nips {
			i, err := roster.Invite(w.ctx, tx, time.Now().UTC(), rand.Reader, nip)
			if _, refused := refusal.Of(err); refused {
				return errors.New("no such employee, or one who has ended: " + string(nip))
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(w.stdout, "%s\thttps://t.me/%s?start=%s\t%s\n", nip, username, i.Token, i.ExpiresAt.In(c.Location).Format(time.RFC3339))
		}
		return nil
	})
}

// botName asks Telegram for the bot's own name.
func botName(ctx context.Context, c config) (string, error) {
	client, err := bot.NewClient(c.Token, c.APIURL)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	username, _, err := client.Me(ctx)
	if err != nil {
		return "", errors.New("getMe: Telegram does not say who the bot is; is TELEGRAM_BOT_TOKEN right?")
	}
	return username, nil
}
