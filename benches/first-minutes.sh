#!/usr/bin/env bash
# A new user's first minutes with each host: from an empty folder to a checked bundle, with the commands that README.md
# and docs/hosts tell. Prints a table: commands, seconds, and the first finding that the host shows after a typo.
#
#   benches/first-minutes.sh            hosts whose programs are on PATH or named as in .ci/run
#   BUILD=1 benches/first-minutes.sh    the hook that pre-commit builds with cargo, too: minutes
#
# The program is $FLIGHTPLAN, or what .ci/release has made.
set -euo pipefail
clone=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$(realpath "${FLIGHTPLAN:-$clone/target/x86_64-unknown-linux-gnu/release/flightplan}")
[ -x "$program" ] || { echo "no $program: run .ci/release, or set FLIGHTPLAN" >&2; exit 2; }

place=$(mktemp -d)
trap 'kill ${server:-} 2>/dev/null || true; rm -rf "$place"' EXIT
mkdir "$place/bin"
ln -s "$program" "$place/bin/flightplan"
ln -s "$clone/tests/hosts/docker.sh" "$place/bin/docker"
[ -z "${KUSTOMIZE:-}" ] || ln -s "$KUSTOMIZE" "$place/bin/kustomize"
export PATH="$place/bin:$PATH" STORE="$place/store" PRE_COMMIT_HOME="$place/pre-commit"
export GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=n@example.com GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=n@example.com

has() { command -v "$1" >/dev/null; }

begin() { # begin HOST: an empty folder
  host=$1 commands=0 nanoseconds=0
  mkdir "$place/$host" && cd "$place/$host"
}
cmd() { # cmd LINE: one command of the user, counted and timed
  local from to
  from=$(date +%s%N)
  bash -ec "$1" >"$place/said" 2>&1 || { cat "$place/said"; echo "FAILED: $host: $1" >&2; exit 1; }
  to=$(date +%s%N)
  commands=$((commands + 1)) nanoseconds=$((nanoseconds + to - from))
}
typo() { sed -i "$1" "$2"; } # typo SED FILE: what the user gets wrong next
finish() { # finish LINE PATTERN: the same again, which must fail and say where
  ! bash -ec "$1" >"$place/said" 2>&1 || { echo "FAILED: $host finds nothing" >&2; exit 1; }
  local finding
  finding=$(sed 's/\x1b\[[0-9;]*m//g' "$place/said" | grep -m1 -E "$2") || { cat "$place/said"; exit 1; }
  printf '| %s | %d | %d.%02d | %.110s |\n' "$host" "$commands" $((nanoseconds / 1000000000)) \
    $((nanoseconds / 10000000 % 100)) "$(sed 's/^[ │╭─├×]*//' <<<"$finding")"
}

init='flightplan init llama --model meta-llama/Llama-3.1-8B-Instruct --accelerator nvidia-l4 --location us-central1 --project example-project --overlay image-streaming,gcs-fuse,steady'
bundle='flightplan bundle llama -o out'

printf '| host | commands | seconds | first finding after a typo |\n| --- | --- | --- | --- |\n'

begin shell
cmd "$init"
cmd 'flightplan check --all .'
cmd "$bundle"
typo 's/^spec:/spec:\n  prots: []/' llama/base/service.yaml
finish 'flightplan check --all .' prots

if has kustomize; then
  begin kustomize
  cmd "$init"
  cmd 'kustomize build --enable-alpha-plugins --enable-exec llama >all.yaml'
  cmd 'flightplan check all.yaml'
  cmd "$bundle"
  typo 's/count: 1/count: 3/' llama/flightplan.yaml
  finish 'kustomize build --enable-alpha-plugins --enable-exec llama' nvidia-l4
fi

if has kpt; then
  begin kpt
  cmd "$init"
  cmd 'cp -r llama/base package && cp llama/flightplan.yaml package'
  cmd 'kpt fn eval package --exec flightplan --fn-config llama/overlays/model-server/model-server.yaml'
  cmd 'flightplan check package'
  cmd "$bundle"
  typo 's/count: 1/count: 3/' package/flightplan.yaml
  finish 'kpt fn eval package --exec flightplan --fn-config llama/overlays/accelerator/accelerator.yaml' nvidia-l4
fi

hook() { # hook ID: README.md's configuration, with this clone for the address
  {
    printf 'repos:\n- repo: https://github.com/OWNER/flightplan\n  rev: v0.1.0\n  hooks:\n  - id: %s\n' "$1"
  } >.pre-commit-config.yaml
  cmd 'git init -q'
  cmd 'pre-commit install'
  cmd "$init"
  cmd 'git add -A && git commit -qm "A service"'
  cmd "$bundle"
  typo 's/^spec:/spec:\n  prots: []/' llama/base/service.yaml
  finish 'git commit -qam "A typo"' prots
}
if has pre-commit; then
  # A clone of what is committed, under the tag that README.md names.
  git clone -q "$clone" "$place/clone" && git -C "$place/clone" tag -f v0.1.0 >/dev/null
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="url.$place/clone.insteadOf" \
    GIT_CONFIG_VALUE_0=https://github.com/OWNER/flightplan
  begin pre-commit-system
  hook flightplan-system
  if [ -n "${BUILD:-}" ]; then
    begin pre-commit-cargo
    hook flightplan
  fi
  unset GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
fi

cmp=${ARGOCD_CMP_SERVER:-argocd-cmp-server} client=${CMP_CLIENT:-cmp-client}
if has "$cmp" && has "$client"; then
  begin argo-cd
  mkdir app
  cmd "cd app && $init"
  mkdir config socket work
  cp "$clone/integrations/argocd/plugin.yaml" config
  ARGOCD_PLUGINSOCKFILEPATH=$PWD/socket ARGOCD_CMP_WORKDIR=$PWD/work "$cmp" --config-dir-path config >log 2>&1 &
  server=$!
  until [ -S socket/flightplan.sock ]; do sleep 0.02; done
  ask="'$client' socket/flightplan.sock GenerateManifest app llama 1 60"
  cmd "$ask"
  cmd "cd app && $bundle"
  typo 's/^spec:/spec:\n  prots: []/' app/llama/base/service.yaml
  finish "$ask" prots
  kill "$server"
  server=
fi

begin github-actions
sed -n '/^    run: |$/,$p' "$clone/action.yml" | sed '1d' >step.sh
export GITHUB_STEP_SUMMARY=$PWD/summary.md RUNNER_TEMP=$PWD PATHS=llama DENY=warning ARGS= SARIF=flightplan.sarif
cmd "$init"
cmd 'bash --noprofile --norc -eo pipefail step.sh'
cmd "$bundle"
[ -s flightplan.sarif ] && [ -s summary.md ]
typo 's/^spec:/spec:\n  prots: []/' llama/base/service.yaml
finish 'bash --noprofile --norc -eo pipefail step.sh' prots

if has buildah && [ -x "$clone/target/x86_64-unknown-linux-gnu/release/flightplan" ]; then
  begin container
  cmd "cd '$clone' && docker build -f integrations/container/Dockerfile -t flightplan ."
  run="docker run --rm --user $(id -u):$(id -g) -v '$PWD:/src' flightplan"
  cmd "$run ${init#flightplan }"
  cmd "$run check --all ."
  cmd "$run ${bundle#flightplan }"
  typo 's/^spec:/spec:\n  prots: []/' llama/base/service.yaml
  finish "$run check --all ." prots
fi
