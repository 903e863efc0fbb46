package paper_test

import (
	"bytes"
	"image"
	painting "image/draw"
	"image/png"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"tanggap/internal/paper"
)

var words = paper.ChartLabels{OnTime: "Tepat waktu", Late: "Lewat batas", NotYet: "Belum jatuh tempo", Empty: "Belum ada laporan yang dihitung"}

var weeks = []paper.WeekBar{
	{Label: "5–11 Okt", OnTime: 4, Late: 2},
	{Label: "12–18 Okt", OnTime: 6, Late: 1},
	{Label: "19–25 Okt", OnTime: 0, Late: 0},
	{Label: "26 Okt–1 Nov", OnTime: 9, Late: 3},
	{Label: "2–8 Nov", OnTime: 7, Late: 0},
	{Label: "9–15 Nov", OnTime: 11, Late: 1},
	{Label: "16–22 Nov", OnTime: 9, Late: 1, NotYet: 4},
	{Label: "23–29 Nov", OnTime: 12, Late: 2, NotYet: 6},
}

func many(n int) []paper.WeekBar {
	bars := make([]paper.WeekBar, n)
	for i := range bars {
		bars[i] = paper.WeekBar{Label: "Orang ke-" + strconv.Itoa(i+1) + " yang bernama panjang", OnTime: i * 13 % 40, Late: i * 7 % 5}
	}
	return bars
}

func draw(t *testing.T, title, subtitle string, bars []paper.WeekBar, labels paper.ChartLabels) ([]byte, image.Image) {
	t.Helper()
	data, err := paper.WeeklyChart(title, subtitle, bars, labels)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got := picture.Bounds(); got != image.Rect(0, 0, paper.WeeklyWidth, paper.WeeklyHeight) {
		t.Errorf("the picture is %v", got)
	}
	return data, picture
}

func TestWeeklyChartIsTheSameEachTime(t *testing.T) {
	first, _ := draw(t, "Bina Marga", "8 minggu terakhir", weeks, words)
	again, _ := draw(t, "Bina Marga", "8 minggu terakhir", weeks, words)
	if !bytes.Equal(first, again) {
		t.Error("two drawings of the same week differ")
	}
	other, _ := draw(t, "Bina Marga", "8 minggu terakhir", weeks[:7], words)
	if bytes.Equal(first, other) {
		t.Error("another week looks the same")
	}
	if len(first) > 100_000 {
		t.Errorf("%d bytes for one small chart", len(first))
	}
}

func TestWeeklyChartBearsAnything(t *testing.T) {
	long := strings.Repeat("Bidang Pemeliharaan Jalan dan Jembatan ", 40)
	for name, c := range map[string]struct {
		title, subtitle string
		bars            []paper.WeekBar
		labels          paper.ChartLabels
	}{
		"nothing at all": {},
		"no weeks":       {title: "Bina Marga", labels: words},
		"all zero":       {title: "Bina Marga", bars: make([]paper.WeekBar, 8), labels: words},
		"one week":       {title: "Bina Marga", bars: weeks[:1], labels: words},
		"negative":       {title: "Bina Marga", bars: []paper.WeekBar{{Label: "x", OnTime: -3, Late: -1, NotYet: math.MinInt}}, labels: words},
		"huge":           {title: "Bina Marga", bars: []paper.WeekBar{{Label: "x", OnTime: math.MaxInt, Late: 1, NotYet: math.MaxInt}}, labels: words},
		"long words":     {title: long, subtitle: long, bars: []paper.WeekBar{{Label: long, OnTime: 1}, {Label: strings.Repeat("m", 5000), Late: 1}}, labels: paper.ChartLabels{OnTime: long, Late: long, NotYet: long, Empty: long}},
		"odd letters":    {title: "👍 \u202eلا\x00\n\t<b>", subtitle: "\xff\xfe", bars: []paper.WeekBar{{Label: "🙏\r\n", OnTime: 2}}, labels: words},
		"many people":    {title: "Tim", bars: many(300), labels: words},
	} {
		t.Run(name, func(t *testing.T) { draw(t, c.title, c.subtitle, c.bars, c.labels) })
	}
}

func TestWeeklyChartsAreDrawnAtOnce(t *testing.T) {
	want, _ := draw(t, "Bina Marga", "", weeks, words)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if got, err := paper.WeeklyChart("Bina Marga", "", weeks, words); err != nil || !bytes.Equal(got, want) {
				t.Errorf("drawn beside others it differs: %v", err)
			}
		})
	}
	group.Wait()
}

// What is drawn is told by counting the pixels of each colour: twice the cases,
// twice the area.
func TestWeeklyChartShowsTheCounts(t *testing.T) {
	blue, orange, grey := [3]byte{0x00, 0x5a, 0x9c}, [3]byte{0xe6, 0x9f, 0x00}, [3]byte{0xc8, 0xc8, 0xc8}
	legend := area(t, []paper.WeekBar{{}}, blue)
	one := area(t, []paper.WeekBar{{OnTime: 2, Late: 8}}, blue) - legend
	two := area(t, []paper.WeekBar{{OnTime: 4, Late: 6}}, blue) - legend
	if ratio := float64(two) / float64(one); ratio < 1.9 || ratio > 2.2 {
		t.Errorf("4 cases take %.2f times the room of 2", ratio)
	}
	alone := area(t, []paper.WeekBar{{OnTime: 999}}, orange)
	if got := area(t, []paper.WeekBar{{OnTime: 999, Late: 1, NotYet: 1}}, orange); got < alone+200 {
		t.Error("one late case among a thousand is not seen")
	}
	// The edges of letters pass through every grey.
	if none, some := area(t, weeks[:6], grey), area(t, weeks, grey); some < none+5000 {
		t.Errorf("10 cases not yet due take %d pixels, none take %d", some, none)
	}
}

func area(t *testing.T, bars []paper.WeekBar, colour [3]byte) int {
	t.Helper()
	_, picture := draw(t, "Bina Marga", "", bars, words)
	flat := image.NewRGBA(picture.Bounds())
	painting.Draw(flat, flat.Bounds(), picture, image.Point{}, painting.Src)
	n := 0
	for pixel := range slices.Chunk(flat.Pix, 4) {
		if [3]byte(pixel) == colour {
			n++
		}
	}
	return n
}
