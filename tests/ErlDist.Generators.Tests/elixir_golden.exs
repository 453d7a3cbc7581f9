# Writes elixir.golden: what Elixir makes of its own values, name and external term format in base64, a line each.
#   elixir elixir_golden.exs > elixir.golden
defmodule Decimal do
  defstruct sign: 1, coef: 0, exp: 0
end

defmodule Shop.Box do
  defstruct [:a, :b]
end

defmodule Shop.Parcel do
  defstruct [:box, :note, weights: [], sent: nil]
end

defmodule Golden do
  def values do
    [
      utc: ~U[2024-02-29 12:34:56.123456Z],
      utc_seconds: ~U[2024-02-29 12:34:56Z],
      utc_milliseconds: ~U[2024-02-29 12:34:56.123Z],
      zoned: %DateTime{
        year: 2024, month: 7, day: 1, hour: 14, minute: 30, second: 0, microsecond: {0, 0},
        time_zone: "Europe/Berlin", zone_abbr: "CEST", utc_offset: 3600, std_offset: 3600
      },
      before_1970: ~U[1815-12-10 00:00:00.000001Z],
      naive: ~N[2024-02-29 12:34:56.500000],
      date: ~D[2024-02-29],
      time: ~T[23:59:59.999000],
      set: MapSet.new([1, 2, 3]),
      empty_set: MapSet.new(),
      range: 1..10//3,
      down: 10..1//-1,
      decimal: %Decimal{sign: -1, coef: 120, exp: -2},
      large_decimal: %Decimal{sign: 1, coef: 79_228_162_514_264_337_593_543_950_335, exp: 0},
      text: "grüße, 世界",
      charlist: ~c"grüße",
      atom: :dark_blue,
      keywords: [name: "a", verbose: true, retries: 3],
      ok: {:ok, {:price, "tea", 4.0}},
      error: {:error, :unknown_sku},
      string_keys: %{"first_name" => "Ann", "score" => 1.5},
      struct: %Shop.Box{a: 1.0, b: 2.5},
      nested: %Shop.Parcel{box: %Shop.Box{a: 1.0, b: 2.0}, weights: [0.5, 1.5], sent: ~D[2024-03-01]},
      big: 1_267_650_600_228_229_401_496_703_205_376,
      negative: -9_223_372_036_854_775_808
    ]
  end
end

Enum.each(Golden.values(), fn {name, value} ->
  IO.puts("#{name} #{Base.encode64(:erlang.term_to_binary(value, minor_version: 2))}")
end)
