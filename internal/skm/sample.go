package skm

// Least is how many full questionnaires an index is published from: the
// customary smallest sample. It is this project's own choice.
const Least = 30

// Sample is how many respondents Krejcie and Morgan ask for of a population:
// round(3.841·N·¼ / (0.0025·(N−1) + 3.841·¼)).
func Sample(population int) int {
	if population <= 0 {
		return 0
	}
	n, d := 96_025*population, 250*(population-1)+96_025
	return (2*n + d) / (2 * d)
}

// Needed is from how many full questionnaires on an index of a unit with so
// many visits is published: Least, or where even all visitors are fewer, their
// sample. Nobody knows the visits where they are 0.
func Needed(visits int) int {
	if visits <= 0 {
		return Least
	}
	return min(Least, Sample(visits))
}
