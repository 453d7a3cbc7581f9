-module(term_interop).
-export([answer/1, make/1, compare/1, parse/1, print/1, order/1]).

answer(Binaries) -> [answer_one(B) || B <- Binaries].

answer_one(Binary) ->
    try term_to_binary(binary_to_term(Binary), [{minor_version, 2}])
    catch error:badarg -> badarg
    end.

make({Seed, Count}) ->
    rand:seed(exsss, Seed),
    Terms = [term(4) || _ <- lists:seq(1, Count)],
    persistent_term:put(made, Terms),
    [{term_to_binary(T, [{minor_version, 2}]), text(T)} || T <- Terms].

compare(Binaries) ->
    case [{T, B} || {T, B} <- lists:zip(persistent_term:get(made), Binaries), binary_to_term(B) =/= T] of
        [] -> ok;
        Wrong -> Wrong
    end.

%% The terms sorted, and how each stands against the next: $<, $= (equal), $: (exactly equal), $>.
order(Terms) ->
    {lists:sort(Terms), [against(A, B) || {A, B} <- lists:zip(Terms, tl(Terms) ++ [hd(Terms)])]}.

against(A, B) when A =:= B -> $:;
against(A, B) when A == B -> $=;
against(A, B) when A < B -> $<;
against(_, _) -> $>.

print(Terms) -> [text(T) || T <- Terms].

parse(Texts) -> [parse_one(T) || T <- Texts].

parse_one(Text) ->
    try
        case erl_scan:string(unicode:characters_to_list(Text)) of
            {ok, Tokens, _} ->
                Stopped = case lists:reverse(Tokens) of
                    [{dot, _} | _] -> Tokens;
                    _ -> Tokens ++ [{dot, erl_anno:new(1)}]
                end,
                case erl_parse:parse_term(Stopped) of
                    {ok, Term} ->
                        %% OTP 23 reads an arity of 256, which it cannot encode.
                        case is_function(Term) andalso erlang:fun_info(Term, arity) of
                            {arity, 256} -> error;
                            _ -> {ok, Term}
                        end;
                    _ -> error
                end;
            _ -> error
        end
    catch
        _:_ -> error
    end.

text(Term) -> unicode:characters_to_binary(io_lib:format("~0tp", [Term])).

term(Depth) when Depth =< 0 -> leaf(rand:uniform(12));
term(Depth) ->
    case rand:uniform(20) of
        13 -> list_to_tuple(terms(Depth));
        14 -> list_to_tuple(terms(Depth));
        15 -> terms(Depth);
        16 -> terms(Depth);
        17 -> [term(Depth - 1) | terms(Depth)];
        18 -> [term(Depth - 1), term(Depth - 1) | leaf(1)];
        19 -> maps:from_list([{term(Depth - 1), V} || V <- terms(Depth)]);
        20 -> maps:from_list([{K, K} || K <- lists:seq(1, rand:uniform(60))]);
        N -> leaf(N)
    end.

terms(Depth) -> [term(Depth - 2) || _ <- lists:seq(1, rand:uniform(6) - 1)].

leaf(1) -> rand:uniform(600) - 300;
leaf(2) -> rand:uniform(1 bsl 32) - (1 bsl 31);
leaf(3) -> rand:uniform(1 bsl 65) - (1 bsl 64);
leaf(4) -> rand:uniform(1 bsl rand:uniform(2100));
leaf(5) -> (rand:uniform() - 0.5) * math:pow(10, rand:uniform(60) - 30);
leaf(6) -> list_to_atom(chars());
leaf(7) -> lists:nth(rand:uniform(6), [ok, true, 'Elixir.Mod', '', 'receive', a@b]);
leaf(8) -> list_to_binary([rand:uniform(256) - 1 || _ <- lists:seq(1, rand:uniform(20) - 1)]);
leaf(9) -> unicode:characters_to_binary(chars());
leaf(10) -> chars();
leaf(11) -> Bits = rand:uniform(60), <<(rand:uniform(1 bsl 60)):Bits>>;
leaf(12) -> fun lists:map/2.

chars() ->
    Top = lists:nth(rand:uniform(4), [128, 256, 16#D800, 16#110000]),
    [case rand:uniform(Top) - 1 of
         C when C >= 16#D800, C < 16#E000 -> $?;
         C -> C
     end || _ <- lists:seq(1, rand:uniform(8) - 1)].
