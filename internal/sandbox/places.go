package sandbox

import "strconv"

func (q *request) place() (Location, error) {
	lat, err1 := strconv.ParseFloat(q.str("latitude"), 64)
	lon, err2 := strconv.ParseFloat(q.str("longitude"), 64)
	if err1 != nil || err2 != nil || lat < -90 || lat > 90 || lon < -180 || lon > 180 {
		return Location{}, q.wrong("wrong latitude or longitude specified")
	}
	acc, _ := strconv.ParseFloat(q.str("horizontal_accuracy"), 64)
	return Location{Latitude: lat, Longitude: lon, Accuracy: acc}, nil
}

func (s *Sandbox) sendLocation(q *request) (any, error) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	at, err := q.place()
	if err != nil {
		return nil, err
	}
	return s.sendOne(q, c, &message{Kind: "location", Location: &at})
}

func (s *Sandbox) sendVenue(q *request) (any, error) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	at, err := q.place()
	if err != nil {
		return nil, err
	}
	if q.str("title") == "" || q.str("address") == "" {
		return nil, q.wrong("venue title and address must be non-empty")
	}
	return s.sendOne(q, c, &message{Kind: "venue", Venue: &venue{at, q.str("title"), q.str("address")}})
}

func (s *Sandbox) sendContact(q *request) (any, error) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	if q.str("phone_number") == "" || q.str("first_name") == "" {
		return nil, q.wrong("contact phone number and first name must be non-empty")
	}
	return s.sendOne(q, c, &message{Kind: "contact", Contact: &Contact{Phone: q.str("phone_number"), FirstName: q.str("first_name"), LastName: q.str("last_name")}})
}
