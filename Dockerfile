# erldist in a container: docker build -t erldist . && docker run --rm --network host erldist ping shop@host -setcookie secret
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/ErlDist.Tool -c Release -o /app -p:UseAppHost=false -p:MinVerSkip=true

FROM mcr.microsoft.com/dotnet/runtime:10.0
WORKDIR /work
COPY --from=build /app /app
USER $APP_UID
ENTRYPOINT ["dotnet", "/app/erldist-tool.dll"]
