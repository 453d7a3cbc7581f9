# What an Elixir developer has: structs, a GenServer, a module of functions.
defmodule Decimal do
  defstruct sign: 1, coef: 0, exp: 0
end

defmodule Shop.Quote do
  defstruct [:sku, :quantity, :total, :at, note: nil]
end

defmodule Shop.Pricing do
  use GenServer

  def start, do: GenServer.start(__MODULE__, %{}, name: :pricing)
  def init(state), do: {:ok, state}

  def handle_call({:quote, "moon", _}, _from, state), do: {:reply, {:error, :unknown_sku}, state}
  def handle_call({:quote, "cup", quantity}, _from, state), do: {:reply, {:error, {:out_of_stock, "cup", quantity}}, state}
  def handle_call({:quote, "odd", _}, _from, state), do: {:reply, {:error, "odd"}, state}
  def handle_call({:quote, "crash", _}, _from, _state), do: exit(:boom)
  def handle_call({:quote, "slow", _}, _from, state), do: {:noreply, state}

  def handle_call({:quote, sku, quantity}, _from, state) do
    total = %Decimal{sign: 1, coef: 425 * quantity, exp: -2}
    {:reply, {:ok, %Shop.Quote{sku: sku, quantity: quantity, total: total, at: ~U[2024-02-29 12:00:00Z]}}, state}
  end

  def handle_call({:prices, count}, from, state) do
    {:reply, ErlStream.serve(from, Stream.map(1..count, &%Decimal{coef: 425 * &1})), state}
  end

  def handle_call(:forgotten, _from, state), do: {:reply, Map.get(state, :forgotten, []), state}
  def handle_cast({:forget, sku}, state), do: {:noreply, Map.update(state, :forgotten, [sku], &[sku | &1])}
end

defmodule Shop.Cart do
  def total(prices), do: Enum.sum(prices)
  def add(list, item), do: {:ok, list ++ [item]}
  def fail(_), do: {:error, :unknown_sku}
end

defmodule Shop.Types do
  # Each as Elixir itself makes it.
  def golden do
    {:times, ~U[2024-02-29 12:34:56.123456Z], ~N[2024-02-29 12:34:56], ~D[2024-02-29], ~T[23:59:59.999000], {{2024, 2, 29}, {12, 34, 56}},
     MapSet.new([1, 2]), 1..10//3, [on: true, n: 1]}
  end

  def same(golden), do: golden == golden()

  # Uses each as Elixir code does.
  def used({:times, dt, naive, date, time, erl, set, range, keywords}) do
    {DateTime.to_iso8601(dt), NaiveDateTime.to_iso8601(naive), Date.to_iso8601(date), Time.to_iso8601(time), NaiveDateTime.from_erl!(erl) == naive,
     MapSet.member?(MapSet.union(set, MapSet.new([3])), 2), Enum.to_list(range), Keyword.get(keywords, :n)}
  end

  def mult(price, _quantity), do: price

  def quote(node), do: GenServer.call({:shop, node}, {:quote, "tea", 3})
  def call(node, request), do: GenServer.call({:shop, node}, request)
end
