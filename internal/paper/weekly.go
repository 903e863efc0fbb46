package paper

import (
	"fmt"
	"math"
	"strconv"

	"github.com/go-analyze/charts"
)

// WeekBar is one bar of a WeeklyChart: the cases of one week, or of one person.
// Negative numbers count as 0.
type WeekBar struct {
	Label                string
	OnTime, Late, NotYet int
}

// ChartLabels are the words of a WeeklyChart in the reader's language. Empty
// stands in the picture when there is nothing to draw.
type ChartLabels struct{ OnTime, Late, NotYet, Empty string }

// Size of a WeeklyChart in pixels, and the most bars that it draws.
const (
	WeeklyWidth  = 1000
	WeeklyHeight = 700
	WeeklyBars   = 12
)

const (
	margin   = 40
	plotTop  = 210
	plotFoot = WeeklyHeight - 110
)

var (
	titleStyle    = style{points: 30, colour: ink, bold: true}
	subtitleStyle = style{points: 21, colour: faint}
	legendStyle   = style{points: 20, colour: ink}
	axisStyle     = style{points: 18, colour: faint}
	labelStyle    = style{points: 18, colour: ink}
	emptyStyle    = style{points: 24, colour: faint}
)

// WeeklyChart draws, as a PNG that can be read on a phone, how many cases were on
// time, late and (when there are any) not yet due, one stacked bar for each of
// bars from left to right; of more than WeeklyBars it takes the last. The number
// stands in each part, or beside it when the part is too thin. Words that do not
// fit are shortened. The same arguments give the same bytes.
func WeeklyChart(title, subtitle string, bars []WeekBar, labels ChartLabels) ([]byte, error) {
	bars = bars[max(0, len(bars)-WeeklyBars):]
	c := newCanvas(WeeklyWidth, WeeklyHeight)
	c.heading(plain(title), plain(subtitle))

	parts := partsOf(bars, labels)
	c.legend(parts)
	top := 0
	for i := range bars {
		sum := 0
		for _, p := range parts {
			sum += p.counts[i]
		}
		top = max(top, sum)
	}
	scale := newScale(top)
	left := c.axis(scale)
	if top == 0 {
		text := c.clip(plain(labels.Empty), WeeklyWidth-2*margin, emptyStyle)
		c.write(text, WeeklyWidth/2, (plotTop+plotFoot)/2, 0.5, emptyStyle)
	}
	if len(bars) > 0 {
		c.bars(left, bars, parts, scale)
	}

	png, err := c.Bytes()
	if err != nil {
		return nil, fmt.Errorf("draw chart of %d bars: %w", len(bars), err)
	}
	return png, nil
}

// A part is what every bar is stacked of, from the bottom up.
type part struct {
	name         string
	fill, number charts.Color
	counts       []int
}

// No case may be drawn as a number beyond this, or sums would overflow.
const mostCases = 1_000_000_000

func partsOf(bars []WeekBar, labels ChartLabels) []part {
	parts := []part{
		{name: plain(labels.OnTime), fill: blue, number: white},
		{name: plain(labels.Late), fill: orange, number: ink},
		{name: plain(labels.NotYet), fill: grey, number: ink},
	}
	open := 0
	for _, b := range bars {
		for i, n := range [...]int{b.OnTime, b.Late, b.NotYet} {
			parts[i].counts = append(parts[i].counts, min(max(n, 0), mostCases))
		}
		open = max(open, b.NotYet)
	}
	if open == 0 {
		return parts[:2]
	}
	return parts
}

func (c canvas) heading(title, subtitle string) {
	const room = WeeklyWidth - 2*margin
	s := c.shrink(title, room, titleStyle, 22)
	c.write(c.clip(title, room, s), margin, 68, 0, s)
	s = c.shrink(subtitle, room, subtitleStyle, 17)
	c.write(c.clip(subtitle, room, s), margin, 112, 0, s)
}

func (c canvas) legend(parts []part) {
	const box, gap, baseline = 26, 12, 168
	room := (WeeklyWidth-2*margin)/len(parts) - box - 2*gap
	x := margin
	for _, p := range parts {
		c.fill(x, baseline-box+3, x+box, baseline+3, p.fill)
		x += box + gap
		name := c.clip(p.name, room, legendStyle)
		c.write(name, x, baseline, 0, legendStyle)
		x += c.width(name, legendStyle) + 3*gap
	}
}

// A scale has whole steps of 1, 2 or 5 with noughts, five at most, or none.
type scale struct{ step, top int }

func newScale(most int) scale {
	if most == 0 {
		return scale{}
	}
	for unit := 1; ; unit *= 10 {
		for _, n := range [...]int{1, 2, 5} {
			step := n * unit
			if steps := (most + step - 1) / step; steps <= 5 {
				return scale{step: step, top: step * steps}
			}
		}
	}
}

func (s scale) y(count int) int {
	share := float64(count) / float64(max(s.top, 1))
	return plotFoot - int(math.Round(share*(plotFoot-plotTop)))
}

// axis draws the lines and numbers of the scale and gives the left edge of the plot.
// Without a case there is only its foot.
func (c canvas) axis(s scale) int {
	left := margin + c.width(strconv.Itoa(s.top), axisStyle) + 14
	for n := 0; n <= s.top; n += max(s.step, 1) {
		y, colour := s.y(n), rule
		if n == 0 {
			colour = faint
		}
		c.fill(left, y-1, WeeklyWidth-margin, y+1, colour)
		c.write(strconv.Itoa(n), left-14, y+8, 1, axisStyle)
	}
	return left
}

func (c canvas) bars(left int, bars []WeekBar, parts []part, s scale) {
	const fewest = 4 // fewer bars are not made broader, but stand in the middle
	slot := float64(WeeklyWidth-margin-left) / float64(max(len(bars), fewest))
	first := float64(left) + slot*float64(max(fewest-len(bars), 0))/2
	half := int(slot * 0.29)
	names := make([]string, len(bars))
	for i, b := range bars {
		names[i] = plain(b.Label)
	}
	lines := c.breakAll(names, int(slot)-8, labelStyle)
	for i := range bars {
		middle := int(first + (float64(i)+0.5)*slot)
		c.stack(middle-half, middle+half, i, parts, s)
		for n, line := range lines[i] {
			c.write(line, middle, plotFoot+36+30*n, 0.5, labelStyle)
		}
	}
}

// stack draws the parts of the i-th bar with their numbers.
func (c canvas) stack(left, right, i int, parts []part, s scale) {
	const line = 24
	const thinnest = 4 // one case among a thousand is still seen
	foot, below := plotFoot, 0
	lowest := plotFoot - 4 // the next number beside the bar stands at or above this
	for _, p := range parts {
		count := p.counts[i]
		if count == 0 {
			continue
		}
		below += count
		top := min(s.y(below), foot-thinnest)
		c.fill(left, top, right, foot, p.fill)

		number := strconv.Itoa(count)
		room := right - left - 6
		inside := c.shrink(number, room, style{points: 18, colour: p.number, bold: true}, 13)
		middle := (top+foot)/2 + 8
		if foot-top >= line+4 && c.width(number, inside) <= room {
			c.write(number, (left+right)/2, middle, 0.5, inside)
		} else {
			lowest = min(middle, lowest)
			c.write(number, right+5, lowest, 0, style{points: 16, colour: ink, bold: true})
			lowest -= line
		}
		foot = top
	}
}
