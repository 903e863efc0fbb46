package sandbox

func (s *Sandbox) getMe(*request) (any, error) {
	return struct {
		apiUser
		Join   bool `json:"can_join_groups"`
		Read   bool `json:"can_read_all_group_messages"`
		Inline bool `json:"supports_inline_queries"`
		Bus    bool `json:"can_connect_to_business"`
		Web    bool `json:"has_main_web_app"`
	}{apiUser: s.bot, Join: true}, nil
}

func (s *Sandbox) getChat(q *request) (any, error) {
	c, err := s.known(q, "chat_id")
	if err != nil {
		return nil, err
	}
	if !c.Started {
		return nil, badRequest("chat not found")
	}
	return struct {
		apiChat
		Colour    int `json:"accent_color_id"`
		Reactions int `json:"max_reaction_count"`
		Gifts     any `json:"accepted_gift_types"`
	}{c.wire(), int(max(c.ID, -c.ID) % 7), 11, map[string]bool{"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
		"premium_subscription": false, "gifts_from_channels": false}}, nil
}
