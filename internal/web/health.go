package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"tanggap/migrations"
)

// How long a dependency may take to answer before it counts as away.
const patience = 2 * time.Second

// health says that the process answers, whatever it depends on.
func (v *server) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("ok\n")) // nobody is left to tell
}

// readiness is the body of /readyz.
type readiness struct {
	Ready      bool   `json:"ready"`
	PostgreSQL string `json:"postgresql"` // "ok", "away" or "schema behind"
	Schema     schema `json:"schema"`
	Redis      string `json:"redis"` // "ok" or "away"; not needed to be ready
	Leading    bool   `json:"leading"`
	Draining   bool   `json:"draining"`
}

type schema struct {
	Database int64 `json:"database"`
	Program  int64 `json:"program"`
}

// ready says whether this replica should be sent requests.
func (v *server) ready(w http.ResponseWriter, r *http.Request) {
	redis := make(chan error, 1)
	go func() {
		_, err := within(r.Context(), func(ctx context.Context) (struct{}, error) { return struct{}{}, v.Redis(ctx) })
		redis <- err
	}()

	a := readiness{PostgreSQL: "ok", Redis: "ok", Leading: v.Leading(), Draining: v.Draining(), Schema: schema{Program: v.Schema}}
	version, err := within(r.Context(), func(ctx context.Context) (int64, error) { return migrations.Version(ctx, v.Pool) })
	switch a.Schema.Database = version; {
	case err != nil:
		a.PostgreSQL = "away"
	case version < v.Schema:
		a.PostgreSQL = "schema behind"
	}
	if err := <-redis; err != nil {
		a.Redis = "away"
	}
	a.Ready = a.PostgreSQL == "ok" && !a.Draining

	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !a.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(a) // nobody is left to tell
}

// within calls f with little time and lets go of it after that, even where it
// does not look at its context.
func within[T any](ctx context.Context, f func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := f(ctx)
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
