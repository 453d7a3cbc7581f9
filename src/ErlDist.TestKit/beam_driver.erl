%% Reads "ID BASE64(EXPRESSIONS)" lines and prints "@@ID ok TEXT" or "@@ID error TEXT" for each.
%% Each line is evaluated in a process of its own, so a waiting one holds up no other.
Driver = fun Loop() ->
    case io:get_line("") of
        Line when is_list(Line) ->
            [Id, Code] = string:lexemes(Line, " \n"),
            spawn(fun() ->
                {Kind, Value} =
                    try
                        Text = unicode:characters_to_list(base64:decode(Code)),
                        {ok, Tokens, _} = erl_scan:string(Text),
                        {ok, Exprs} = erl_parse:parse_exprs(Tokens),
                        {value, V, _} = erl_eval:exprs(Exprs, erl_eval:new_bindings()),
                        {ok, V}
                    catch Class:Reason -> {error, {Class, Reason}}
                    end,
                io:format("@@~s ~s ~0tp~n", [Id, Kind, Value])
            end),
            Loop();
        _ -> init:stop()
    end
end,
io:setopts([{encoding, unicode}]),
io:format("@@0 ok ~s~n", [node()]),
Driver().
