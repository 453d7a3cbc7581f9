%% The BEAM's side, shaped as Elixir compiles it: the GenServer Shop.Cart, whose calls ask the .NET actor for a %Shop.Quote{}.
-module(shop_cart).
-behaviour(gen_server).

-export([start/0, init/1, handle_call/3, handle_cast/2]).

-define(PRICING, {pricing, 'shop@localhost'}).

start() ->
    {ok, Cart} = gen_server:start({local, 'Elixir.Shop.Cart'}, ?MODULE, [], []),
    add(Cart, <<"tea">>, 3),
    add(Cart, <<"cup">>, 2),
    add(Cart, <<"moon">>, 1),
    add(Cart, <<"cup">>, 0),
    say("the cart's total is ~p", [gen_server:call(Cart, total)]),
    {ok, Prices} = erl_stream:open(?PRICING, prices),
    say("all prices: ~0p", [erl_stream:to_list(Prices)]),
    Monitor = erlang:monitor(process, Cart),
    gen_server:cast(?PRICING, {checkout, node()}), % The other side asks the cart for its total and says when that is paid.
    receive
        {'DOWN', Monitor, process, Cart, normal} -> init:stop()
    after 10000 ->
        say("nobody has paid", []),
        init:stop(1)
    end.

add(Cart, Sku, Quantity) ->
    say("Shop.Cart.add(~p, ~p) says ~0p", [Sku, Quantity, gen_server:call(Cart, {add, Sku, Quantity})]).

init([]) ->
    {ok, []}.

handle_call({add, Sku, Quantity}, _From, Quotes) ->
    case gen_server:call(?PRICING, {quote, Sku, Quantity}) of
        #{'__struct__' := 'Elixir.Shop.Quote', sku := Sku, quantity := Quantity, seller := Seller} = Quote when is_pid(Seller) ->
            {reply, {ok, maps:without([seller], Quote)}, [Quote | Quotes]};
        {error, Reason} ->
            {reply, {error, Reason}, Quotes}
    end;
handle_call(total, _From, Quotes) ->
    {reply, lists:sum([Total || #{total := Total} <- Quotes]), Quotes}.

handle_cast({paid, Total}, Quotes) ->
    say("~p are paid", [Total]),
    {stop, normal, Quotes}.

say(Format, Arguments) ->
    io:format("  BEAM | " ++ Format ++ "~n", Arguments).
