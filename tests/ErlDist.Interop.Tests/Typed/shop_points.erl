%% Native records, as a module of OTP 29 has them.
-module(shop_points).
-export([point/2, take/1, move/1, hidden/1, ask/2]).
-export_record([point]).

-record #point{x = 0, y = 0, note = undefined}.
-record #hidden{points}.

point(X, Y) -> #point{x = X, y = Y}.

take(#point{x = X, y = Y, note = Note}) -> {X, Y, Note}.

move(P) -> P#point{x = P#point.x + 1}.

hidden(#hidden{points = Points}) -> #hidden{points = lists:reverse(Points)}.

ask(Server, P) ->
    #point{x = X} = gen_server:call(Server, {move, P}),
    X.
