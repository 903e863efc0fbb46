package sandbox

import "encoding/json"

// The objects of the Bot API, as far as the sandbox speaks them.

type apiUser struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name,omitempty"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

type apiChat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
}

type apiMessage struct {
	MessageID       int64           `json:"message_id"`
	From            *apiUser        `json:"from,omitempty"`
	Date            int64           `json:"date"`
	Chat            apiChat         `json:"chat"`
	ForwardOrigin   *apiOrigin      `json:"forward_origin,omitempty"`
	ReplyTo         *apiMessage     `json:"reply_to_message,omitempty"`
	Quote           *apiQuote       `json:"quote,omitempty"`
	EditDate        int64           `json:"edit_date,omitempty"`
	Protected       bool            `json:"has_protected_content,omitempty"`
	MediaGroupID    string          `json:"media_group_id,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []entity        `json:"entities,omitempty"`
	Preview         json.RawMessage `json:"link_preview_options,omitempty"`
	Photo           []apiFile       `json:"photo,omitempty"`
	Document        *apiFile        `json:"document,omitempty"`
	Animation       *apiFile        `json:"animation,omitempty"`
	Audio           *apiFile        `json:"audio,omitempty"`
	Video           *apiFile        `json:"video,omitempty"`
	VideoNote       *apiFile        `json:"video_note,omitempty"`
	Voice           *apiFile        `json:"voice,omitempty"`
	Sticker         *apiFile        `json:"sticker,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []entity        `json:"caption_entities,omitempty"`
	Spoiler         bool            `json:"has_media_spoiler,omitempty"`
	Contact         *Contact        `json:"contact,omitempty"`
	Location        *Location       `json:"location,omitempty"`
	Venue           *venue          `json:"venue,omitempty"`
	GroupCreated    bool            `json:"group_chat_created,omitempty"`
	MigrateTo       int64           `json:"migrate_to_chat_id,omitempty"`
	MigrateFrom     int64           `json:"migrate_from_chat_id,omitempty"`
	ReplyMarkup     *inlineMarkup   `json:"reply_markup,omitempty"`
}

// apiFile is any file in a message: a photo size, a document, a voice note and
// so on; the fields that a kind does not have stay out.
type apiFile struct {
	FileID       string `json:"file_id"`
	FileUniqueID string `json:"file_unique_id"`
	Type         string `json:"type,omitempty"`
	Width        int    `json:"width,omitempty"`
	Height       int    `json:"height,omitempty"`
	Length       int    `json:"length,omitempty"`
	Duration     *int   `json:"duration,omitempty"`
	IsAnimated   *bool  `json:"is_animated,omitempty"`
	IsVideo      *bool  `json:"is_video,omitempty"`
	Emoji        string `json:"emoji,omitempty"`
	FileName     string `json:"file_name,omitempty"`
	MimeType     string `json:"mime_type,omitempty"`
	FileSize     int64  `json:"file_size,omitempty"`
}

type apiOrigin struct {
	Type           string   `json:"type"`
	Date           int64    `json:"date"`
	SenderUser     *apiUser `json:"sender_user,omitempty"`
	SenderUserName string   `json:"sender_user_name,omitempty"`
}

type apiQuote struct {
	Text     string `json:"text"`
	Position int    `json:"position"`
	IsManual bool   `json:"is_manual,omitempty"`
}

// Location is a place on the map.
type Location struct {
	Latitude   float64 `json:"latitude"`
	Longitude  float64 `json:"longitude"`
	Accuracy   float64 `json:"horizontal_accuracy,omitempty"`
	LivePeriod int     `json:"live_period,omitempty"` // seconds in which it moves along with its sender
}

// Contact is a telephone number that was shared; UserID tells whose it is.
type Contact struct {
	Phone     string `json:"phone_number"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	UserID    int64  `json:"user_id,omitempty"`
}

type venue struct {
	Location Location `json:"location"`
	Title    string   `json:"title"`
	Address  string   `json:"address"`
}
