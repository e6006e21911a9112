# Keeps one throw-away PostgreSQL server for as long as somebody holds the other end of our stdin.
#
# Arguments: the folder that is ours, the folder of PostgreSQL's programs, then the server's settings.
# The first line of stdin is the password for connections over TCP. When stdin ends, because xtask is through or was
# killed, the server ends at once and the folder goes. On stdout stands `ready` when the server takes connections, or
# what went wrong.

folder=$1
programs=$2
shift 2
data=$folder/data
log=$folder/log
server= watcher= teller= stopper=
umask 077

# Ends the server at once, as `pg_ctl stop -m immediate` does; it ends its own processes. A signal that comes before the
# server listens to signals is lost, so they are sent until it is gone. SIGTERM says nothing new after SIGQUIT, but ends
# a server that does not listen yet.
stop() {
    rounds=0
    while [ "$rounds" -lt 200 ] && kill -s QUIT "$server" && kill -s TERM "$server"; do
        [ "$rounds" -lt 100 ] || kill -s KILL "$server"
        rounds=$((rounds + 1))
        sleep 0.1 || sleep 1
    done 2>/dev/null
}

# However this script ends.
end() {
    trap '' HUP INT TERM
    if [ -n "$server" ]; then
        stop &
        stopper=$!
        wait "$server"
    fi
    [ -z "$watcher$teller$stopper" ] || kill $watcher $teller $stopper
    rm -rf "$folder"
} 2>/dev/null
trap end EXIT
trap 'exit 1' HUP INT TERM

# Another program shows the log: when nobody reads it any more, a write ends the writer.
fail() {
    cat "$log"
    exit 1
}

read -r password
printf '%s\n' "$password" >"$folder/password"

create() {
    "$programs/initdb" --pgdata="$data" --username=postgres --pwfile="$folder/password" --auth-local=trust \
        --auth-host=scram-sha-256 --encoding=UTF8 --locale=C --no-sync "$@" >>"$log" 2>&1 </dev/null
}

# Whoever orders or folds texts by the database's own rules shall notice: in Turkish, `I` and `i` are two letters.
# A PostgreSQL that was built without ICU cannot, and is taken as it is.
create --locale-provider=icu --icu-locale=tr-TR || create || fail

exec 3<&0 </dev/null
"$programs/postgres" -D "$data" "$@" >>"$log" 2>&1 3<&- &
server=$!

# Two helpers. Each also ends when the folder is gone: a signal to a shell that has just begun can be lost.

# The watcher: stdin ends, the server ends.
(
    trap - EXIT HUP INT TERM
    while read -r _; do :; done
    [ -d "$folder" ] || exit
    : >"$folder/stopped"
    stop
) <&3 3<&- >/dev/null 2>&1 &
watcher=$!
exec 3<&-

# The teller: the eighth line of the server's own file says how it is.
(
    trap - EXIT HUP INT TERM
    until [ "$(sed -n '8s/ *$//p' "$data/postmaster.pid")" = ready ]; do
        [ -d "$folder" ] || exit
        sleep 0.1 || sleep 1
    done
    echo ready
) 2>/dev/null &
teller=$!

wait "$server"
server=
# By the watcher's word, or by itself, which nobody wanted.
[ -e "$folder/stopped" ] || fail
wait "$watcher"
watcher=
exit 0
