.DEFAULT_GOAL := help
.PHONY: help demo test race check build bench format format-check vet lint install clean

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)

# What to test or to measure, and further words for either or for the demo:
#   make test PACKAGES=./internal/complaint ARGS='-run Answer -v'
#   make demo ARGS='--listen 127.0.0.1:8090 --fresh'
PACKAGES ?= ./cmd/... ./...
BENCH ?= .
ARGS ?=

FOLDERS := $(wildcard bot cmd internal migrations scheduler)
# One PostgreSQL and one Redis for the whole run.
SERVE := go run ./internal/testkit/serve --
# The tests of the process take longest and mostly wait: they begin first. What
# go test vets by itself, `make vet` does.
TEST := go test -vet=off -timeout 30m
# Each of forty processes would sleep for a second before it ends, after all its
# tests are over.
RACE := -race -gcflags=all=-d=checkptr=0
export GORACE := atexit_sleep_ms=0

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## everything on this machine, with a Telegram sandbox in the browser
	@.scripts/install demo
	@$(MAKE) --no-print-directory build
	@bin/tanggap demo $(ARGS)

test: ## all tests, on a real PostgreSQL, Redis and browser
	@.scripts/install test
	GOGC=300 $(SERVE) $(TEST) $(ARGS) $(PACKAGES)

race: ## the same with the race detector, which takes twice as long
	@$(MAKE) --no-print-directory test TEST='$(TEST) $(RACE)'

check: format-check vet lint race ## all that a submission must pass: format, vet, lint, tests with the race detector

build: ## the program, bin/tanggap
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)' -o bin/tanggap ./cmd/tanggap

bench: ## speed, as ratios against a bare yardstick in the same run
	@.scripts/install demo
	$(SERVE) go test -run '^$$' -bench '$(BENCH)' -timeout 30m $(ARGS) ./bot/... ./internal/visit ./cmd/tanggap

format: ## rewrite the Go files as gofmt wants them
	gofmt -w $(FOLDERS)

format-check:
	@wrong=$$(gofmt -l $(FOLDERS)); test -z "$$wrong" || { echo "not formatted (make format):"; echo "$$wrong"; exit 1; }

vet:
	go vet ./...

lint: ## staticcheck, built once by Go's own cache
	go tool -modfile=.tools/go.mod staticcheck ./...

install: ## what the demo and the tests need from Debian
	@.scripts/install test

clean: ## remove what was built
	rm -rf bin
