package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// APIHandler is the Bot API: /bot<token>/METHOD and /file/bot<token>/PATH.
func (s *Sandbox) APIHandler() http.Handler { return http.HandlerFunc(s.serveAPI) }

func (s *Sandbox) serveAPI(w http.ResponseWriter, r *http.Request) {
	path, isFile := strings.CutPrefix(r.URL.Path, "/file")
	rest, ok := strings.CutPrefix(path, "/bot")
	token, method, found := strings.Cut(rest, "/")
	switch {
	case !ok || !found || !tokenForm.MatchString(token):
		writeRefusal(w, &refused{Status: 404, Description: "Not Found"})
	case token != s.opt.Token:
		writeRefusal(w, &refused{Status: 401, Description: "Unauthorized"})
	case isFile:
		s.serveFile(w, method)
	case r.Method != http.MethodGet && r.Method != http.MethodPost:
		writeRefusal(w, &refused{Status: 405, Description: "Method Not Allowed"})
	default:
		s.serveCall(w, r, method)
	}
}

// request is one call while it is carried out.
type request struct {
	form
	method string
	bad    []string // departures from the rules, noted in the journal
	note   string   // description of a success
}

func (s *Sandbox) serveCall(w http.ResponseWriter, r *http.Request, method string) {
	f, err := decodeForm(r)
	q := &request{form: f, method: method}
	call := s.begin(q)
	if fault := s.faultFor(call); fault != nil {
		s.misbehave(w, r, q, call, fault)
		return
	}
	var result any
	switch {
	case errors.Is(err, errTooLarge):
		err = &refused{Status: 413, Description: "Request Entity Too Large"}
	case err != nil:
		q.bad = append(q.bad, "the body: "+err.Error())
		err = badRequest("can't parse the request body")
	case method == "getUpdates":
		q.bad = departures(method, f)
		result, err = s.getUpdates(r.Context(), q)
	default:
		result, err = s.perform(q)
	}
	s.end(call, q, result, err)
	if err != nil {
		var no *refused
		if !errors.As(err, &no) {
			no = &refused{Status: 500, Description: "Internal Server Error: " + err.Error()}
		}
		writeRefusal(w, no)
		return
	}
	writeResult(w, result, q.note)
}

// perform carries a call out by the book.
func (s *Sandbox) perform(q *request) (any, error) {
	do := methods[q.method]
	if do == nil {
		q.bad = append(q.bad, "a method that the sandbox does not know")
		return nil, &refused{Status: 404, Description: "Not Found: method not found"}
	}
	q.bad = append(q.bad, departures(q.method, q.form)...)
	s.lock()
	defer s.unlock()
	result, err := do(s, q)
	if err != nil {
		return nil, err
	}
	// Rendered under the lock, because it points into what others change.
	return json.Marshal(result)
}

var methods map[string]func(*Sandbox, *request) (any, error)

func init() {
	methods = map[string]func(*Sandbox, *request) (any, error){
		"getMe":                  (*Sandbox).getMe,
		"setWebhook":             (*Sandbox).setWebhook,
		"deleteWebhook":          (*Sandbox).deleteWebhook,
		"getWebhookInfo":         (*Sandbox).getWebhookInfo,
		"sendMessage":            (*Sandbox).sendMessage,
		"sendPhoto":              sendFile("photo"),
		"sendDocument":           sendFile("document"),
		"sendVideo":              sendFile("video"),
		"sendAnimation":          sendFile("animation"),
		"sendVoice":              sendFile("voice"),
		"sendAudio":              sendFile("audio"),
		"sendMediaGroup":         (*Sandbox).sendMediaGroup,
		"sendLocation":           (*Sandbox).sendLocation,
		"sendVenue":              (*Sandbox).sendVenue,
		"sendContact":            (*Sandbox).sendContact,
		"sendChatAction":         (*Sandbox).sendChatAction,
		"editMessageText":        (*Sandbox).editText,
		"editMessageCaption":     (*Sandbox).editCaption,
		"editMessageReplyMarkup": (*Sandbox).editMarkup,
		"deleteMessage":          (*Sandbox).deleteMessage,
		"deleteMessages":         (*Sandbox).deleteMessages,
		"answerCallbackQuery":    (*Sandbox).answerQuery,
		"getFile":                (*Sandbox).getFile,
		"getChat":                (*Sandbox).getChat,
		"setMyCommands":          (*Sandbox).setCommands,
		"deleteMyCommands":       (*Sandbox).deleteCommands,
		"getMyCommands":          (*Sandbox).getCommands,
		"setMyDescription":       setDescription("description", 512),
		"getMyDescription":       getDescription("description"),
		"setMyShortDescription":  setDescription("short_description", 120),
		"getMyShortDescription":  getDescription("short_description"),
	}
}

// refused is Telegram's no.
type refused struct {
	Status      int
	Description string
	RetryAfter  int
	MigrateTo   int64
}

func (r *refused) Error() string { return r.Description }

func badRequest(format string, args ...any) *refused {
	return &refused{Status: 400, Description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

// wrong is a refusal that only a mistake of the bot can earn: it is a violation
// as well.
func (q *request) wrong(format string, args ...any) *refused {
	no := badRequest(format, args...)
	q.bad = append(q.bad, no.Description)
	return no
}

func (q *request) str(name string) string { return q.values[name] }

func (q *request) int(name string) int64 {
	n, _ := strconv.ParseInt(q.values[name], 10, 64)
	return n
}

func (q *request) bool(name string) bool {
	return slices.Contains([]string{"true", "1", "yes"}, strings.ToLower(q.values[name]))
}

func writeResult(w http.ResponseWriter, result any, note string) {
	writeJSON(w, http.StatusOK, struct {
		OK          bool   `json:"ok"`
		Result      any    `json:"result"`
		Description string `json:"description,omitempty"`
	}{true, asRaw(result), note})
}

func asRaw(v any) any {
	if b, ok := v.([]byte); ok {
		return json.RawMessage(b)
	}
	return v
}

func writeRefusal(w http.ResponseWriter, no *refused) {
	type parameters struct {
		RetryAfter int   `json:"retry_after,omitempty"`
		MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
	}
	var p *parameters
	if no.RetryAfter != 0 || no.MigrateTo != 0 {
		p = &parameters{no.RetryAfter, no.MigrateTo}
	}
	if no.RetryAfter != 0 {
		w.Header().Set("Retry-After", strconv.Itoa(no.RetryAfter))
	}
	writeJSON(w, no.Status, struct {
		OK          bool        `json:"ok"`
		ErrorCode   int         `json:"error_code"`
		Description string      `json:"description"`
		Parameters  *parameters `json:"parameters,omitempty"`
	}{false, no.Status, no.Description, p})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Date", time.Now().UTC().Format(http.TimeFormat))
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}
