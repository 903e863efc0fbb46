package sandbox

import (
	"encoding/json"
	"regexp"
	"slices"
)

// Command is one line of the commands menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// commandScope says who sees a list of commands.
type commandScope struct {
	Type string `json:"type"`
	Chat int64  `json:"chat,omitempty"`
	User int64  `json:"user,omitempty"`
	Lang string `json:"lang,omitempty"`
}

var (
	commandForm  = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	languageForm = regexp.MustCompile(`^([a-z]{2})?$`)
)

// Menu is the list of commands that a user sees in the chat with the bot: that of
// their chat before that of all private chats, before the default, and in each
// that of their language first.
func (s *Sandbox) Menu(user int64) []Command {
	s.lock()
	defer s.unlock()
	return s.menu(user)
}

func (s *Sandbox) menu(user int64) []Command {
	lang := "id"
	if c := s.chats[user]; c != nil {
		lang = c.Lang
	}
	for _, scope := range []commandScope{{Type: "chat", Chat: user}, {Type: "all_private_chats"}, {Type: "default"}} {
		for _, l := range []string{lang, ""} {
			scope.Lang = l
			if list := s.commands[scope]; len(list) > 0 {
				return list
			}
		}
	}
	return nil
}

// scope reads scope and language_code.
func (s *Sandbox) scope(q *request) (commandScope, error) {
	c := commandScope{Type: "default", Lang: q.str("language_code")}
	if !languageForm.MatchString(c.Lang) {
		return c, q.wrong("invalid language code specified")
	}
	text := q.str("scope")
	if text == "" {
		return c, nil
	}
	var given struct {
		Type string          `json:"type"`
		Chat json.RawMessage `json:"chat_id"`
		User int64           `json:"user_id"`
	}
	if json.Unmarshal([]byte(text), &given) != nil {
		return c, q.wrong("can't parse BotCommandScope JSON object")
	}
	c.Type = given.Type
	switch given.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return c, nil
	case "chat", "chat_administrators", "chat_member":
	default:
		return c, q.wrong("unsupported type specified")
	}
	var known *chat
	if json.Unmarshal(given.Chat, &c.Chat) == nil {
		known = s.chats[c.Chat]
	}
	if known == nil || !known.Started {
		return c, badRequest("chat not found")
	}
	if given.Type == "chat_member" {
		c.User = given.User
	}
	return c, nil
}

func (s *Sandbox) setCommands(q *request) (any, error) {
	c, err := s.scope(q)
	if err != nil {
		return nil, err
	}
	var list []Command
	if json.Unmarshal([]byte(q.str("commands")), &list) != nil {
		return nil, q.wrong("can't parse commands JSON object")
	}
	if len(list) > 100 {
		return nil, q.wrong("BOT_COMMANDS_TOO_MUCH")
	}
	for i, x := range list {
		switch {
		case !commandForm.MatchString(x.Command):
			return nil, q.wrong("BOT_COMMAND_INVALID")
		case x.Description == "" || Units(x.Description) > 256:
			return nil, q.wrong("BOT_COMMAND_DESCRIPTION_INVALID")
		case slices.ContainsFunc(list[:i], func(y Command) bool { return y.Command == x.Command }):
			q.bad = append(q.bad, "the command /"+x.Command+" twice")
		}
	}
	s.keepCommands(c, list)
	return true, nil
}

func (s *Sandbox) deleteCommands(q *request) (any, error) {
	c, err := s.scope(q)
	if err != nil {
		return nil, err
	}
	s.keepCommands(c, nil)
	return true, nil
}

func (s *Sandbox) getCommands(q *request) (any, error) {
	c, err := s.scope(q)
	if err != nil {
		return nil, err
	}
	if list := s.commands[c]; list != nil {
		return list, nil
	}
	return []Command{}, nil
}

func (s *Sandbox) keepCommands(c commandScope, list []Command) {
	if len(list) == 0 {
		delete(s.commands, c)
	} else {
		s.commands[c] = list
	}
	s.touched.commands = append(s.touched.commands, c)
	for _, who := range s.chats {
		if c.Chat == 0 || c.Chat == who.ID {
			s.touchChat(who)
		}
	}
}

// setDescription and getDescription make the methods of the two texts that a bot
// shows of itself.
func setDescription(name string, limit int) func(*Sandbox, *request) (any, error) {
	return func(s *Sandbox, q *request) (any, error) {
		if !languageForm.MatchString(q.str("language_code")) {
			return nil, q.wrong("invalid language code specified")
		}
		if Units(q.str(name)) > limit {
			return nil, q.wrong("%s is too long", name)
		}
		s.descriptions[name+"/"+q.str("language_code")] = q.str(name)
		s.touched.meta = true
		return true, nil
	}
}

func getDescription(name string) func(*Sandbox, *request) (any, error) {
	return func(s *Sandbox, q *request) (any, error) {
		return map[string]string{name: s.descriptions[name+"/"+q.str("language_code")]}, nil
	}
}
