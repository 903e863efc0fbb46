package main

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"
)

const publicAPI = "https://api.telegram.org"

// config is the environment, read once.
type config struct {
	Token         string
	APIURL        string
	WebhookURL    string // "" means polling
	WebhookSecret string
	DatabaseURL   string
	RedisURL      string
	KeysFile      string
	Listen        string
	PublicURL     string
	Location      *time.Location
	LogLevel      zerolog.Level
	Prefix        string
}

// public says whether messages go to Telegram itself, where office time is the
// real one.
func (c config) public() bool { return c.APIURL == publicAPI }

// need is what a command cannot do without.
type need int

const (
	needDatabase need = 1 << iota
	needRedis
	needToken
)

var (
	tokenForm  = regexp.MustCompile(`^\d+:[\w-]{30,}$`)
	secretForm = regexp.MustCompile(`^[\w-]{1,256}$`)
	prefixForm = regexp.MustCompile(`^[A-Z]{2,6}$`)
)

// readConfig reads the environment and names everything that is wrong at once.
func readConfig(env func(string) string, needs need) (config, error) {
	r := reader{env: env}
	c := config{
		Token:         r.secret("TELEGRAM_BOT_TOKEN"),
		APIURL:        strings.TrimRight(r.or("TELEGRAM_API_URL", publicAPI), "/"),
		WebhookURL:    r.env("TELEGRAM_WEBHOOK_URL"),
		WebhookSecret: r.secret("TELEGRAM_WEBHOOK_SECRET"),
		DatabaseURL:   r.secret("DATABASE_URL"),
		RedisURL:      r.secret("REDIS_URL"),
		KeysFile:      r.or("TANGGAP_KEYS_FILE", "tanggap.keys"),
		Listen:        r.or("LISTEN_ADDR", "127.0.0.1:8080"),
		PublicURL:     strings.TrimRight(r.env("PUBLIC_URL"), "/"),
		Prefix:        r.or("CODE_PREFIX", "KPH"),
	}
	r.want(c.Token == "" && needs&needToken != 0, "TELEGRAM_BOT_TOKEN", "is missing; expected the token that @BotFather gave, like 123456789:AA…")
	r.want(c.Token != "" && !tokenForm.MatchString(c.Token), "TELEGRAM_BOT_TOKEN", "is malformed; expected digits, a colon and at least 30 letters, like 123456789:AA…")
	r.address("TELEGRAM_API_URL", c.APIURL)
	if c.WebhookURL != "" {
		r.address("TELEGRAM_WEBHOOK_URL", c.WebhookURL)
		r.want(c.WebhookSecret == "", "TELEGRAM_WEBHOOK_SECRET", "is missing; it is required with TELEGRAM_WEBHOOK_URL")
	}
	r.want(c.WebhookSecret != "" && !secretForm.MatchString(c.WebhookSecret), "TELEGRAM_WEBHOOK_SECRET", "is malformed; expected 1 to 256 of A-Z a-z 0-9 _ -")
	if c.DatabaseURL != "" {
		_, err := pgxpool.ParseConfig(c.DatabaseURL)
		r.want(err != nil, "DATABASE_URL", "is malformed; expected postgres://user:password@host:5432/database")
	}
	r.want(c.DatabaseURL == "" && needs&needDatabase != 0, "DATABASE_URL", "is missing; expected postgres://user:password@host:5432/database")
	r.want(c.RedisURL == "" && needs&needRedis != 0, "REDIS_URL", "is missing; expected redis://host:6379/0")
	r.want(c.RedisURL != "" && !redisForm(c.RedisURL), "REDIS_URL", "is malformed; expected redis://host:6379/0, rediss:// or unix://")
	_, _, err := net.SplitHostPort(c.Listen)
	r.want(err != nil, "LISTEN_ADDR", "is malformed; expected host:port, like 127.0.0.1:8080")
	if c.PublicURL != "" {
		r.address("PUBLIC_URL", c.PublicURL)
	}
	c.Location, err = time.LoadLocation(r.or("TIMEZONE", "Asia/Jakarta"))
	r.want(err != nil, "TIMEZONE", "is unknown; expected a name like Asia/Jakarta, Asia/Makassar or Asia/Jayapura")
	c.LogLevel, err = zerolog.ParseLevel(r.or("LOG_LEVEL", "info"))
	r.want(err != nil, "LOG_LEVEL", "is unknown; expected debug, info, warn or error")
	r.want(!prefixForm.MatchString(c.Prefix), "CODE_PREFIX", "is malformed; expected 2 to 6 capital letters, like KPH")
	if len(r.wrong) > 0 {
		return config{}, usage{fmt.Errorf("the environment is not right:\n  %s", strings.Join(r.wrong, "\n  "))}
	}
	return c, nil
}

type reader struct {
	env   func(string) string
	wrong []string
}

func (r *reader) want(wrong bool, name, expected string) {
	if wrong {
		r.wrong = append(r.wrong, name+" "+expected)
	}
}

func (r *reader) or(name, otherwise string) string {
	if v := r.env(name); v != "" {
		return v
	}
	return otherwise
}

// secret comes from the file that NAME_FILE names, if any, else from NAME.
func (r *reader) secret(name string) string {
	file := r.env(name + "_FILE")
	if file == "" {
		return strings.TrimSpace(r.env(name))
	}
	b, err := os.ReadFile(file)
	if err != nil {
		r.wrong = append(r.wrong, name+"_FILE names a file that cannot be read")
		return ""
	}
	return strings.TrimSpace(string(b))
}

// address wants https, or http to an address that never leaves the house.
func (r *reader) address(name, value string) {
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http":
		r.want(true, name, "is malformed; expected https://host/…")
	case u.Scheme == "http" && !private(u.Hostname()):
		r.want(true, name, "is not encrypted; http is accepted only on a loopback or private address")
	}
}

func private(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || ip.IsPrivate())
}

func redisForm(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "unix" && u.Path != "" || (u.Scheme == "redis" || u.Scheme == "rediss") && u.Host != "")
}
