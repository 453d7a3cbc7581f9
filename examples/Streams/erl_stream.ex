defmodule ErlStream do
  @moduledoc """
  Streams between .NET services and Elixir, with demand: the receiver says how many items it can take.

      {:ok, prices} = ErlStream.open({:pricing, :"shop@localhost"}, {:prices, "tea"})
      Enum.take(ErlStream.stream(prices), 10)

  The messages are those of erl_stream.erl and docs/services.md.
  """
  @window 64

  @doc "Opens a stream of a service: `{:ok, stream}` or `{:error, reason}`."
  def open(server, request) do
    case GenServer.call(server, request) do
      {:stream, source} -> {:ok, {source, Process.monitor(source)}}
      {:error, reason} -> {:error, reason}
    end
  end

  def to_list(stream), do: Enum.to_list(stream(stream))

  @doc "The items as an Elixir `Stream`; to be read by the process that opened it, once."
  def stream({source, monitor}) do
    Stream.resource(
      fn -> 0 end,
      fn left -> next(source, monitor, left) end,
      fn
        :done ->
          Process.demonitor(monitor, [:flush])

        _left ->
          send(source, {:stop, self()})
          Process.demonitor(monitor, [:flush])
      end
    )
  end

  @doc "The reply of `handle_call/3` to a request for a stream of an enumerable's items."
  def serve({caller, _tag}, items) do
    source =
      spawn(fn ->
        Process.monitor(caller)
        {receiver, demand} = first_pull()
        demand = Enum.reduce(items, demand, fn item, demand -> give(receiver, item, demand) end)
        more(receiver, demand)
        send(receiver, {self(), :done})
      end)

    {:stream, source}
  end

  defp first_pull do
    receive do
      {:pull, receiver, n} ->
        Process.monitor(receiver)
        {receiver, n}

      {:DOWN, _, :process, _, _} ->
        exit(:normal)
    end
  end

  defp give(receiver, item, demand) do
    demand = more(receiver, demand)
    send(receiver, {self(), :item, item})
    demand - 1
  end

  # Waits until something is asked for.
  defp more(receiver, demand) do
    receive do
      {:pull, ^receiver, n} -> more(receiver, demand + n)
      {:stop, ^receiver} -> exit(:normal)
      {:DOWN, _, :process, _, _} -> exit(:normal)
    after
      if(demand == 0, do: :infinity, else: 0) -> demand
    end
  end

  defp next(source, monitor, left) when left <= div(@window, 2) do
    send(source, {:pull, self(), @window - left})
    next(source, monitor, @window)
  end

  defp next(source, monitor, left) do
    receive do
      {^source, :item, item} -> {[item], left - 1}
      {^source, :done} -> {:halt, :done}
      {^source, :error, reason} -> raise ErlangError, original: reason
      {:DOWN, ^monitor, :process, ^source, reason} -> exit(reason)
    end
  end
end
