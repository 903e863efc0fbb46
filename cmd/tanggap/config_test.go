package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// good is an environment that serve accepts.
func good() map[string]string {
	return map[string]string{
		"TELEGRAM_BOT_TOKEN": "123456789:AAabcdefghijklmnopqrstuvwxyz0123456",
		"DATABASE_URL":       "postgres://tanggap@db:5432/tanggap",
		"REDIS_URL":          "redis://redis:6379/0",
	}
}

const everything = needDatabase | needRedis | needToken

func TestConfigDefaults(t *testing.T) {
	env := good()
	c, err := readConfig(func(k string) string { return env[k] }, everything)
	if err != nil {
		t.Fatal(err)
	}
	if c.APIURL != "https://api.telegram.org" || !c.public() || c.Listen != "127.0.0.1:8080" || c.Location.String() != "Asia/Jakarta" ||
		c.Prefix != "KPH" || c.KeysFile != "tanggap.keys" || c.LogLevel.String() != "info" {
		t.Errorf("defaults: %+v", c)
	}
}

func TestConfigNamesEverythingThatIsWrong(t *testing.T) {
	for name, tc := range map[string]struct {
		change map[string]string
		want   []string // names in the error; none means accepted
	}{
		"nothing at all":               {map[string]string{"TELEGRAM_BOT_TOKEN": "", "DATABASE_URL": "", "REDIS_URL": ""}, []string{"TELEGRAM_BOT_TOKEN", "DATABASE_URL", "REDIS_URL"}},
		"a token without a colon":      {map[string]string{"TELEGRAM_BOT_TOKEN": "abc"}, []string{"TELEGRAM_BOT_TOKEN"}},
		"a webhook without its secret": {map[string]string{"TELEGRAM_WEBHOOK_URL": "https://x.example/telegram/webhook"}, []string{"TELEGRAM_WEBHOOK_SECRET"}},
		"a secret with a colon":        {map[string]string{"TELEGRAM_WEBHOOK_URL": "https://x.example/", "TELEGRAM_WEBHOOK_SECRET": "a:b"}, []string{"TELEGRAM_WEBHOOK_SECRET"}},
		"a secret without a webhook":   {map[string]string{"TELEGRAM_WEBHOOK_SECRET": "ready"}, nil},
		"http to the world":            {map[string]string{"TELEGRAM_API_URL": "http://api.telegram.org"}, []string{"TELEGRAM_API_URL"}},
		"http at home":                 {map[string]string{"TELEGRAM_API_URL": "http://127.0.0.1:1", "TELEGRAM_WEBHOOK_URL": "http://10.1.2.3/", "TELEGRAM_WEBHOOK_SECRET": "s", "PUBLIC_URL": "http://localhost:1"}, nil},
		"a database that is no URL":    {map[string]string{"DATABASE_URL": "postgres://["}, []string{"DATABASE_URL"}},
		"a Redis of another kind":      {map[string]string{"REDIS_URL": "http://x"}, []string{"REDIS_URL"}},
		"many at once": {map[string]string{"TIMEZONE": "Mars/Olympus", "LOG_LEVEL": "loud", "CODE_PREFIX": "kph-", "LISTEN_ADDR": "8080", "PUBLIC_URL": "kepahiang"},
			[]string{"TIMEZONE", "LOG_LEVEL", "CODE_PREFIX", "LISTEN_ADDR", "PUBLIC_URL"}},
		"a secret file that is not there": {map[string]string{"TELEGRAM_BOT_TOKEN_FILE": "/nowhere/token"}, []string{"TELEGRAM_BOT_TOKEN_FILE"}},
	} {
		t.Run(name, func(t *testing.T) {
			env := good()
			for k, v := range tc.change {
				env[k] = v
			}
			_, err := readConfig(func(k string) string { return env[k] }, everything)
			if len(tc.want) == 0 {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if !errors.As(err, &usage{}) {
				t.Fatalf("%v, want a usage error", err)
			}
			for _, word := range tc.want {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%s is not named in:\n%v", word, err)
				}
			}
			if strings.Contains(err.Error(), "AAabc") {
				t.Error("the token stands in the error")
			}
		})
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	env := good()
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("987654321:AAfromfilefromfilefromfilefromfile\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env["TELEGRAM_BOT_TOKEN_FILE"] = file
	c, err := readConfig(func(k string) string { return env[k] }, everything)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(c.Token, "987654321:") {
		t.Error("the file does not win over the variable")
	}
}
