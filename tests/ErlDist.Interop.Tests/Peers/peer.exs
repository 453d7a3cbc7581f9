# An Elixir node: calls, :erpc, :rpc; then the other side calls, until it has had enough.
defmodule Srv do
  use GenServer
  def init(_), do: {:ok, nil}
  def handle_call(n, _from, state), do: {:reply, 2 * n, state}
end

[node, cookie] = System.argv()
{:ok, _} = Node.start(:"elixirpeer@localhost", :shortnames)
Node.set_cookie(String.to_atom(cookie))
dotnet = String.to_atom(node)
true = Node.connect(dotnet)

{:ok, _} = GenServer.start_link(Srv, nil, name: :srv)
Process.register(self(), :main)

IO.puts("call #{GenServer.call({:calc, dotnet}, 20)}")
IO.puts("erpc #{:erpc.call(dotnet, :dotnet, :double, [4])}")
IO.puts("rpc #{inspect(:rpc.call(dotnet, :dotnet, :none, []) |> elem(0))}")
send({:main, dotnet}, :yours)

receive do
  :enough -> :ok
after
  10_000 -> raise "#{dotnet} has not ended it"
end
