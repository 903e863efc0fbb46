package citizen

import (
	"strings"
	"testing"

	"tanggap/internal/text"
)

func TestSmallTalk(t *testing.T) {
	for said, want := range map[string]text.SmallTalk{
		"halo":                                   text.Hello,
		"Haloooo min 🙏":                          text.Hello,
		"Assalamualaikum wr. wb.":                text.Hello,
		"Assalamu'alaikum":                       text.Hello,
		"selamat pagi pak":                       text.Hello,
		"Malam":                                  text.Hello,
		"P":                                      text.Hello,
		"Hello, good morning!":                   text.Hello,
		"apa kabar pak?":                         text.Hello,
		"How are you?":                           text.Hello,
		"apa kabar laporan saya":                 "",
		"terima kasih":                           text.Thanks,
		"Makasih banyak atas infonya kak":        text.Thanks,
		"ok terima kasih pak":                    text.Thanks,
		"thank you so much":                      text.Thanks,
		"Trims 🙏🙏":                               text.Thanks,
		"ok":                                     text.Okay,
		"Baik, Bu.":                              text.Okay,
		"siaaap":                                 text.Okay,
		"👍":                                      text.Okay,
		"❤️😀":                                    text.Okay,
		"...":                                    text.Okay,
		"test":                                   text.Trial,
		"tes tes 1":                              "",
		"tes":                                    text.Trial,
		"":                                       "",
		"   ":                                    "",
		"pak":                                    "",
		"banyak sekali":                          "",
		"lampu jalan mati":                       "",
		"pagi, jalan rusak":                      "",
		"selamat pagi mau tanya KTP":             "",
		"terima kasih lampunya sudah nyala tapi": "",
		"tidak":                                  "",
		"KPH-7M3Q-X8D":                           "",
		strings.Repeat("ok ", 11):                "",
	} {
		if got, is := smallTalk(said); got != want || is != (want != "") {
			t.Errorf("smallTalk(%q) = %q, %v", said, got, is)
		}
	}
}
