package bot

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// webhookBytes is what a webhook takes: Telegram builds an update in a buffer
// of 64 KiB, so that a mebibyte is ample.
const webhookBytes = 1 << 20

// Webhook is the door that Telegram knocks on itself. The answer is 200 only
// after the update is durably handled or parked.
func (b *Bot) Webhook(secret string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Telegram-Bot-Api-Secret-Token")), []byte(secret)) != 1 {
			// Else the server would read the body before it answers.
			w.Header().Set("Connection", "close")
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, webhookBytes))
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		if err != nil || !json.Valid(raw) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), handleTime)
		defer cancel()
		switch err := b.Handle(ctx, raw); {
		case errors.Is(err, errMalformed):
			w.WriteHeader(http.StatusBadRequest)
		case err != nil:
			b.Log.Warn().Err(err).Msg("an update was not taken; Telegram will send it again")
			w.Header().Set("Retry-After", "2")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
}
