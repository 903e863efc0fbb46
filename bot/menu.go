package bot

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"tanggap/internal/locale"
)

// ShowMenus shows a chat the commands of its roles; address "" stands for
// every chat of whom nothing is known. Indonesian is also what is shown in any
// other language.
func ShowMenus(ctx context.Context, c *Client, address string, menus []Menu) error {
	var chat int64
	if address != "" {
		var err error
		if chat, err = strconv.ParseInt(strings.TrimPrefix(address, "tg:"), 10, 64); err != nil {
			return errors.New("not an address of Telegram")
		}
	}
	for _, m := range menus {
		languages := []string{string(m.Lang)}
		if m.Lang == locale.ID {
			languages = append(languages, "")
		}
		for _, lang := range languages {
			if err := c.SetCommands(ctx, chat, lang, m.Commands); err != nil {
				return err
			}
		}
	}
	return nil
}
