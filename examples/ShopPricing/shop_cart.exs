# The same in Elixir. In this directory, with the certificates that examples/run.sh makes and shop@localhost running:
#   elixir --sname cart@localhost --cookie conversation --erl "-proto_dist inet_tls -ssl_dist_optfile certs/cart@localhost.conf" \
#     -r ../Streams/erl_stream.ex shop_cart.exs
defmodule Shop.Quote do
  defstruct [:sku, :quantity, :currency, :total, :seller]
end

defmodule Shop.Cart do
  use GenServer

  @pricing {:pricing, :"shop@localhost"}

  def start, do: GenServer.start(__MODULE__, [], name: __MODULE__)
  def add(sku, quantity), do: GenServer.call(__MODULE__, {:add, sku, quantity})
  def total, do: GenServer.call(__MODULE__, :total)

  # The other side asks the cart for its total and says when that is paid; then the cart ends.
  def checkout do
    monitor = Process.monitor(__MODULE__)
    GenServer.cast(@pricing, {:checkout, node()})

    receive do
      {:DOWN, ^monitor, :process, _, :normal} -> :ok
    after
      10_000 -> raise "nobody has paid"
    end
  end

  @impl true
  def init(quotes), do: {:ok, quotes}

  @impl true
  def handle_call({:add, sku, quantity}, _from, quotes) do
    case GenServer.call(@pricing, {:quote, sku, quantity}) do
      %Shop.Quote{} = quote -> {:reply, {:ok, quote.total}, [quote | quotes]}
      {:error, reason} -> {:reply, {:error, reason}, quotes}
    end
  end

  def handle_call(:total, _from, quotes), do: {:reply, Enum.sum(Enum.map(quotes, & &1.total)), quotes}

  @impl true
  def handle_cast({:paid, total}, quotes) do
    IO.inspect(total, label: "paid")
    {:stop, :normal, quotes}
  end
end

{:ok, _} = Shop.Cart.start()
IO.inspect(Shop.Cart.add("tea", 3), label: "tea")
IO.inspect(Shop.Cart.add("moon", 1), label: "moon")
IO.inspect(Shop.Cart.total(), label: "total")
{:ok, prices} = ErlStream.open({:pricing, :"shop@localhost"}, :prices)
IO.inspect(Enum.take(ErlStream.stream(prices), 1), label: "a price")
Shop.Cart.checkout()
