package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// PublicAPI is where Telegram itself answers.
const PublicAPI = "https://api.telegram.org"

const (
	callTimeout  = 10 * time.Second
	toastTimeout = 3 * time.Second
	toastUnits   = 200
	hookPlaces   = 10 // updates that Telegram may bring at the same time
)

var wholeToken = regexp.MustCompile(`^\d+:[\w-]+$`)

// Client calls the Bot API. Its errors never hold the token.
type Client struct {
	token string
	base  *url.URL
	redactor
	wire *wire
	api  *tg.Bot

	mu    sync.Mutex
	files map[string]string // file ids of what was uploaded, by kind and digest
}

// NewClient makes a client of the Bot API at baseURL (https; http on loopback
// or a private address only; empty for Telegram's own). It calls nobody.
func NewClient(token, baseURL string) (*Client, error) {
	if !wholeToken.MatchString(token) {
		return nil, errors.New("the bot's token does not look like 123456:ABC…")
	}
	base, err := baseOf(baseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{token: token, base: base, redactor: newRedactor(token), files: map[string]string{}}
	c.wire = newWire(hostOf(base))
	quiet := func(error) {}
	c.api, err = tg.New(token,
		tg.WithSkipGetMe(),
		tg.WithServerURL(base.String()),
		tg.WithHTTPClient(time.Minute, c.wire),
		tg.WithErrorsHandler(quiet),
		tg.WithDefaultHandler(func(context.Context, *tg.Bot, *models.Update) {}))
	if err != nil {
		return nil, c.fault("make the client", err)
	}
	return c, nil
}

func baseOf(address string) (*url.URL, error) {
	if address == "" {
		address = PublicAPI
	}
	u, err := url.Parse(strings.TrimRight(address, "/"))
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return nil, errors.New("the address of the Bot API is no address")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the address of the Bot API has more than a host and a path")
	case u.Scheme == "https", u.Scheme == "http" && private(u.Hostname()):
		return u, nil
	}
	return nil, errors.New("the address of the Bot API must be https, or http on loopback or a private address")
}

// private says whether a host is this machine or in a private network.
func private(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && (a.IsLoopback() || a.IsPrivate())
}

func hostOf(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	if u.Scheme == "http" {
		return net.JoinHostPort(u.Hostname(), "80")
	}
	return net.JoinHostPort(u.Hostname(), "443")
}

// Public says whether this is Telegram's own Bot API.
func (c *Client) Public() bool { return c.base.String() == PublicAPI }

// MethodURL is where a method is called. It holds the token.
func (c *Client) MethodURL(method string) string {
	return c.base.JoinPath("bot"+c.token, method).String()
}

// Clean takes the token out of words.
func (c *Client) Clean(s string) string { return c.clean(s) }

// fault is an error of a call, short and without the token.
func (c *Client) fault(step string, err error) error {
	words := c.clean(err.Error())
	const most = 300 // a proxy's page may stand in it
	if len(words) > most {
		words = strings.ToValidUTF8(words[:most], "") + "…"
	}
	return fmt.Errorf("%s: %s", step, words)
}

// Me is who this bot is, as Telegram says.
func (c *Client) Me(ctx context.Context) (username string, id int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	me, err := c.api.GetMe(ctx)
	if err != nil {
		return "", 0, c.fault("ask who the bot is", err)
	}
	return me.Username, me.ID, nil
}

// SetWebhook makes Telegram bring updates to an address.
func (c *Client) SetWebhook(ctx context.Context, address, secret string) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, err := c.api.SetWebhook(ctx, &tg.SetWebhookParams{
		URL: address, SecretToken: secret, MaxConnections: hookPlaces, AllowedUpdates: allowed,
	})
	if err != nil {
		return c.fault("set the webhook", err)
	}
	return nil
}

// DeleteWebhook makes Telegram keep updates until they are asked for; it drops
// none of them.
func (c *Client) DeleteWebhook(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if _, err := c.api.DeleteWebhook(ctx, &tg.DeleteWebhookParams{}); err != nil {
		return c.fault("delete the webhook", err)
	}
	return nil
}

// SetCommands sets the menu of a chat, or with chat 0 that of all private
// chats; lang "" is for those whose language has none.
func (c *Client) SetCommands(ctx context.Context, chat int64, lang string, commands []MenuCommand) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var scope models.BotCommandScope = &models.BotCommandScopeAllPrivateChats{}
	if chat != 0 {
		scope = &models.BotCommandScopeChat{ChatID: chat}
	}
	list := make([]models.BotCommand, len(commands))
	for i, m := range commands {
		list[i] = models.BotCommand{Command: m.Command, Description: m.Words}
	}
	if _, err := c.api.SetMyCommands(ctx, &tg.SetMyCommandsParams{Commands: list, Scope: scope, LanguageCode: lang}); err != nil {
		return c.fault("set the menu", err)
	}
	return nil
}

// AnswerCallback ends the waiting that a tap shows, with a few words or none.
// It gives up after three seconds; nothing may depend on it.
func (c *Client) AnswerCallback(ctx context.Context, id, words string) error {
	ctx, cancel := context.WithTimeout(ctx, toastTimeout)
	defer cancel()
	_, err := c.api.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{CallbackQueryID: id, Text: cutUnits(words, toastUnits)})
	if err != nil {
		return c.fault("answer a tap", err)
	}
	return nil
}

// Remove takes a message of ours out of a chat. Telegram does so for two days;
// nothing may depend on it.
func (c *Client) Remove(ctx context.Context, address string, message int) error {
	chat, err := chatOf(address)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if _, err := c.api.DeleteMessage(ctx, &tg.DeleteMessageParams{ChatID: chat, MessageID: message}); err != nil {
		return c.fault("remove a message", err)
	}
	return nil
}

// cutUnits shortens plain words to so many UTF-16 units.
func cutUnits(s string, most int) string {
	n := 0
	for i, r := range s {
		if n += max(1, utf16.RuneLen(r)); n > most {
			return s[:i]
		}
	}
	return s
}
