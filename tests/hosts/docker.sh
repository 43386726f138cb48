#!/bin/sh
# `docker build` and `docker run` in words of buildah; images and containers go below $STORE.
set -eu
in_store() { buildah --storage-driver vfs --root "$STORE/store" --runroot "$STORE/run" "$@"; }
command=$1
shift
case $command in
build) in_store bud --quiet --isolation chroot "$@" ;;
run)
  options=
  while :; do
    case $1 in
    --rm | --tty) shift ;;
    --workdir) options="$options --workingdir $2"; shift 2 ;;
    -u) options="$options --user $2"; shift 2 ;;
    -v | --user) options="$options $1 $2"; shift 2 ;;
    *) break ;;
    esac
  done
  image=$1
  shift
  container=$(in_store from "$image")
  entry=$(in_store inspect --type image --format '{{index .OCIv1.Config.Entrypoint 0}}' "$image")
  code=0
  in_store run --isolation chroot $options "$container" -- $entry "$@" || code=$?
  in_store rm "$container" >/dev/null
  exit $code
  ;;
system) echo '{"SecurityOptions": []}' ;;
*) echo "no docker $command here" >&2; exit 125 ;;
esac
