#!/usr/bin/env escript
%%! +pc unicode
%% Takes the golden bytes anew: reads a table, evaluates the expression of each line on this node and writes the line
%% again with the expression's value as printed by io:format("~0tp") and as encoded by term_to_binary. The expression of
%% a line that begins with "in" gives bytes; the value is what binary_to_term makes of them, and they stand before it.
%% Needs OTP 26 or newer for atoms, since older releases write them in Latin-1.
%%
%%     escript golden.escript golden.table > new.table
-mode(compile).

main([File]) ->
    ok = io:setopts(standard_io, [{encoding, unicode}]),
    {ok, Bytes} = file:read_file(File),
    io:format("~ts~n", [lists:join("\n", [line(L) || L <- string:split(string:trim(unicode:characters_to_list(Bytes)), "\n", all)])]).

line("%" ++ _ = Comment) -> Comment;
line("") -> "";
line("in " ++ Line) ->
    [Source, Bytes, Term] = value(Line, fun binary_to_term/1),
    ["in ", lists:join(" ~~ ", [Source, binary:encode_hex(Bytes) | printed(Term)])];
line(Line) ->
    [Source, Term, _] = value(Line, fun(T) -> T end),
    lists:join(" ~~ ", [Source | printed(Term)]).

value(Line, Then) ->
    Source = string:trim(hd(string:split(Line, " ~~ "))),
    Value = eval(Source ++ "."),
    [Source, Value, Then(Value)].

printed(Term) ->
    Text = unicode:characters_to_list(io_lib:format("~0tp", [Term])),
    nomatch = string:find(Text, "\n"),
    [Text, binary:encode_hex(term_to_binary(Term, [{minor_version, 2}]))].

eval(Text) ->
    {ok, Tokens, _} = erl_scan:string(Text),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    {value, Value, _} = erl_eval:exprs(Expressions, []),
    Value.
