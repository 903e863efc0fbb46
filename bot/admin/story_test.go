package admin_test

import (
	"testing"

	"tanggap/internal/story"
	"tanggap/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestStories(t *testing.T) { story.Run(t, "testdata") }
