package regency

import (
	"encoding/csv"
	"fmt"
	"strings"

	"tanggap/internal/worktime"
)

// Holidays are those of the example's file, for who needs a calendar before
// there is a database.
func Holidays() ([]worktime.Holiday, error) {
	rows, err := csv.NewReader(strings.NewReader(read("holidays.csv"))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the holidays: %w", err)
	}
	var list []worktime.Holiday
	for _, row := range rows[1:] { // date, name, kind, …
		on, err := worktime.ParseDate(row[0])
		if err != nil {
			return nil, fmt.Errorf("read the holidays: %w", err)
		}
		list = append(list, worktime.Holiday{On: on, Name: row[1], Kind: row[2]})
	}
	return list, nil
}
