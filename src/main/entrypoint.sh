#!/bin/sh
# ROLE [ARGUMENT...]: runs one role of the image in place of this shell, so that signals reach it.
set -eu
program="/app/src/main/${1:-}.js"
case "${1:-}" in
  bot | worker | lab | start | nlb | server | client | agent | drain) ;;
  *)
    echo "nlb-bot: there is no role \"${1:-}\". Roles: bot, worker, lab, start, nlb, server, client, agent, drain." >&2
    exit 2
    ;;
esac
shift
exec node "$program" "$@"
