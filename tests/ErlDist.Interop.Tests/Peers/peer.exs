# An Elixir node: calls, :erpc, :rpc.
[node, cookie] = System.argv()
{:ok, _} = Node.start(:"elixirpeer@localhost", :shortnames)
Node.set_cookie(String.to_atom(cookie))
dotnet = String.to_atom(node)
true = Node.connect(dotnet)

IO.puts("call #{GenServer.call({:calc, dotnet}, 20)}")
IO.puts("erpc #{:erpc.call(dotnet, :dotnet, :double, [4])}")
IO.puts("rpc #{inspect(:rpc.call(dotnet, :dotnet, :none, []) |> elem(0))}")
