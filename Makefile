# Everything a newcomer needs: `make demo` runs the experiment, `make test` runs the tests.
SHELL := /bin/sh
.DEFAULT_GOAL := help

NPM_FOUND = command -v npm >/dev/null 2>&1 || { echo "npm was not found: install Node.js with npm (any version from 20; the project brings its own Node 24)"; exit 1; }

.PHONY: help demo test check start infra clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

# The lock file is the truth: packages are installed again when it has changed.
node_modules/.installed: package-lock.json package.json
	@$(NPM_FOUND)
	@echo "installing packages (once) ..."
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

demo: node_modules/.installed ## the original experiment on the embedded lab, about two minutes
	@npm run -s nlb -- --out out/demo run max-connection-duration restart=burst on=lab

start: node_modules/.installed ## bot with page, worker and lab, until Ctrl-C
	@npm start -s

test: node_modules/.installed ## every test
	@npm run -s test

check: node_modules/.installed ## the one gate: lint, types, layers, dead code, tests
	@npm run -s check

# The infrastructure has packages of its own, which nobody needs who only uses the bot.
infra/node_modules/.installed: infra/package-lock.json infra/package.json
	@$(NPM_FOUND)
	@echo "installing the packages of infra (once) ..."
	@npm ci --prefix infra --no-audit --no-fund --loglevel=error
	@touch $@

infra: infra/node_modules/.installed ## checks what would be made on AWS, without an account; ACCEPT=1 takes a change over
	@cd infra && npm run -s check -- $(if $(ACCEPT),--accept)

clean: ## what the project made: packages, builds, outputs, state; keeps the downloaded Envoy and Valkey
	@rm -rf node_modules dist out coverage .state infra/node_modules infra/out infra/cdk.out
