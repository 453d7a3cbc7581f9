# An Elixir node: calls, :erpc, output through a group leader of ours, and :pg as Phoenix.PubSub's default adapter uses it.
# What the other side calls.
defmodule Srv do
  use GenServer
  def init(_), do: {:ok, nil}
  def handle_call(n, _from, state), do: {:reply, 2 * n, state}
end

[node, cookie] = System.argv()
{:ok, _} = Node.start(:"elixirserver@localhost", :shortnames)
Node.set_cookie(String.to_atom(cookie))
dotnet = String.to_atom(node)
true = Node.connect(dotnet)

{:ok, _} = GenServer.start_link(Srv, nil, name: :srv)

IO.puts("call #{GenServer.call({:calc, dotnet}, 20)}")
IO.puts("erpc #{:erpc.call(dotnet, :dotnet, :double, [4])}")
IO.puts("rpc #{inspect(:rpc.call(dotnet, :dotnet, :none, []) |> elem(0))}")

# Phoenix.PubSub.PG2: a scope and a group by the names of modules; {:forward_to_local, topic, message, dispatcher} to members elsewhere.
scope = Phoenix.PubSub
group = Phoenix.PubSub.Adapter
{:ok, _} = :pg.start_link(scope)
{ref, %{}} = :pg.monitor_scope(scope)
:ok = :pg.join(scope, group, self())

other =
  receive do
    {^ref, :join, ^group, [pid]} when node(pid) == dotnet -> pid
  after
    10_000 -> raise "no member of #{dotnet} joined"
  end

for pid <- :pg.get_members(scope, group), node(pid) != node() do
  send(pid, {:forward_to_local, "topic", {:hello, 1}, Phoenix.PubSub})
end

receive do
  {:forward_to_local, topic, message, Phoenix.PubSub} -> IO.puts("pubsub #{topic} #{inspect(message)}")
after
  10_000 -> raise "nothing was broadcast"
end

receive do
  {^ref, :leave, ^group, [^other]} -> IO.puts("left")
after
  10_000 -> raise "the member did not leave"
end
