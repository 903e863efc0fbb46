package skm

// Least is how many full questionnaires an index is published from: the
// customary smallest sample. It is this project's own choice, and the same for
// every unit: one that says how many came to it, or prints few slips, does not
// lower it.
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
