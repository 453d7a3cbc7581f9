# What Phoenix.PubSub and its default adapter do on a cluster, by their documents: a scope of :pg, a pool of workers that are each registered under the name
# of their group and members of it, and {:forward_to_local, topic, message, dispatcher} to the members on other nodes, who hand it to their subscribers.
defmodule Cluster do
  @scope Phoenix.PubSub
  @pool [App.PubSub.Adapter, :"Elixir.App.PubSub.Adapter_2"]

  def start do
    {:ok, _} = :pg.start_link(@scope)
    {:ok, _} = Registry.start_link(keys: :duplicate, name: App.PubSub)
    for group <- @pool, do: {:ok, _} = GenServer.start_link(Cluster.Worker, {@scope, group}, name: group)
    :ok
  end

  def subscribe(topic), do: {:ok, _} = Registry.register(App.PubSub, topic, nil)

  def broadcast(topic, message) do
    deliver(topic, message)
    for pid <- :pg.get_members(@scope, group()), node(pid) != node(), do: send(pid, {:forward_to_local, topic, message, Phoenix.PubSub})
    :ok
  end

  def direct_broadcast(node, topic, message) do
    send({group(), node}, {:forward_to_local, topic, message, Phoenix.PubSub})
    :ok
  end

  def deliver(topic, message), do: Registry.dispatch(App.PubSub, topic, fn all -> for {pid, _} <- all, do: send(pid, message) end)

  # Each sender has one of the pool, so that its messages stay in order.
  defp group, do: Enum.at(@pool, :erlang.phash2(self(), length(@pool)))
end

defmodule Cluster.Worker do
  use GenServer

  @impl true
  def init({scope, group}) do
    :ok = :pg.join(scope, group, self())
    {:ok, group}
  end

  @impl true
  def handle_info({:forward_to_local, topic, message, _dispatcher}, group) do
    Cluster.deliver(topic, message)
    {:noreply, group}
  end
end

# Not before: what compiles modules does not survive that the node gets its name.
[node, cookie] = System.argv()
{:ok, _} = Node.start(:"pubsub@localhost", :shortnames)
Node.set_cookie(String.to_atom(cookie))
dotnet = String.to_atom(node)
:ok = Cluster.start()
{ref, members} = :pg.monitor(Phoenix.PubSub, App.PubSub.Adapter)
[_] = members
Cluster.subscribe("room:1")
true = Node.connect(dotnet)

other =
  receive do
    {^ref, :join, App.PubSub.Adapter, [pid]} when node(pid) == dotnet -> pid
  after
    10_000 -> raise "no member of #{dotnet} joined"
  end

expect = fn what ->
  receive do
    ^what -> IO.puts("received #{inspect(what)}")
  after
    10_000 -> raise "no #{inspect(what)}"
  end
end

# Senders of both groups of the pool, until the .NET node has had one of each.
wait = fn wait, n ->
  spawn(fn -> Cluster.broadcast("room:1", {:hello, n}) end)
  expect.({:hello, n})
  receive do
    :enough -> :ok
  after
    20 -> if n < 500, do: wait.(wait, n + 1), else: raise("the .NET node did not say that it has enough")
  end
end

wait.(wait, 1)
expect.(:from_dotnet)
expect.(:directly)
:ok = Cluster.direct_broadcast(dotnet, "room:1", :direct)

receive do
  {^ref, :leave, App.PubSub.Adapter, [^other]} -> IO.puts("left")
after
  10_000 -> raise "the member did not leave"
end
