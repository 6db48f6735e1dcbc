/**
 * Everyday words and what interfaces call the thing. One row per meaning; every word of a row may stand for every other.
 * General English and general computing only: no product's vocabulary.
 */
export const meanings = `
delete remove erase wipe drop destroy discard purge trash
create add new make register insert
update change edit modify alter set adjust
rename retitle name title
show list view display get fetch retrieve
find search lookup query browse locate filter
cancel abort stop terminate end
stop halt kill shutdown
start launch run trigger begin execute boot
restart reboot reload
pause suspend hold freeze
resume continue unpause unfreeze
enable activate on allow
disable deactivate off
allow permit grant authorize
restrict limit permission forbid
copy duplicate clone replicate
upload attach import
download export
send deliver dispatch submit
post publish release
deploy release rollout
publish release announce
schedule plan calendar timing cron later
reschedule move postpone
verify validate check confirm test
approve accept confirm
reject decline deny refuse
invite invitation
join enter member
leave exit quit
block ban blacklist blocklist
unblock unban
mute silence
archive shelve
restore recover undelete unarchive revert
undo revert rollback
merge combine join
split divide
lock freeze protect
unlock release
connect link attach associate
disconnect unlink detach dissociate
assign allocate give
share collaborate
follow subscribe watch
unfollow unsubscribe
like favorite star heart love
bookmark save favorite pin
save store persist keep
move transfer relocate
transfer move send
resize scale
scale size capacity
sync synchronize refresh
refresh renew reload
renew extend prolong
rotate roll renew regenerate
rank sort order reorder
count number total amount
compare diff difference
translate translation language
convert conversion exchange
calculate compute estimate
predict forecast
recommend suggest suggestion recommendation similar
suggest autocomplete suggestion
rate rating score review stars
review feedback rating
vote poll ballot
comment note remark annotation
reply answer respond response
mention tag
tag label keyword
category group class type genre
user person people member account profile human
user people member teammate colleague
member participant teammate collaborator colleague
customer client buyer subscriber
employee staff worker
team group
organization company org business firm enterprise
workspace team organization
owner admin administrator
admin administrator manager
author writer creator
contact person address
guest visitor
friend contact follower
account profile
profile bio about
avatar picture photo icon
picture image photo
image photo picture thumbnail
video clip movie film
movie film
tv show series
song track music audio
playlist queue
queue backlog waiting pending
artist musician singer band
actor cast star
director crew credits
cast actor credits
voice speech audio
speech voice audio talk
transcribe transcription transcript
subtitle caption
message text chat dm
message post
chat conversation room channel
channel room conversation
conversation thread chat dialog
email mail
phone telephone mobile cell
sms text message
call phone
notification alert notify
alert alarm warning
reaction emoji
status state condition health
presence online away status
state status
health status alive
availability free available
error failure problem fault
problem issue trouble wrong
issue ticket bug
ticket case request
incident outage
log event history record
activity event history audit
audit log history
history past previous log
event activity meeting
meeting event appointment
appointment booking reservation
booking reservation book reserve
statistics stats analytics metrics
metrics measure performance statistics
insights analytics statistics
usage consumption used
report summary
summary overview
dashboard overview panel
settings preferences configuration config options
configuration config settings setup
preference setting
property attribute field
field column attribute property
metadata property attribute info
information info details data
details info
permission access right role
role permission
access permission
policy rule
rule condition policy
restriction limit
quota limit allowance
login signin auth session authenticate
logout signout session
session login
authenticate auth login
authentication auth login
authorization auth permission
password passphrase credential
credential key secret
secret key credential
token key
2fa mfa twofactor totp
certificate cert tls ssl
security protection safe
vulnerability advisory cve
encryption encrypt
vault keystore
price cost pricing amount
cost price expense
money amount balance funds
balance funds money credit
credit balance
payment charge pay transaction
charge bill payment
refund reimburse return
payout withdrawal
deposit topup
invoice bill
bill invoice billing
receipt invoice
billing invoice payment
subscription plan membership
plan tier package
trial free
coupon discount promotion promo voucher
tax vat duty
currency money
bank account
wallet balance
expense spending cost
budget spending
transaction transfer payment
dispute chargeback claim
order purchase
purchase order buy
cart basket checkout
checkout cart
product item good
item product entry
stock inventory
inventory stock warehouse
shipment shipping delivery parcel package
delivery shipping shipment
tracking track shipment
supplier vendor
vendor seller merchant
seller merchant
store shop
catalog list products
location place address
place location venue
address location street
map location geo
city town
country nation region
region zone area
weather forecast
document file
file attachment document
attachment file
folder directory
directory folder
page document
drive storage disk
storage disk volume
volume disk storage
disk volume
backup snapshot
snapshot backup image
archive backup zip
version revision release
revision version history
template blueprint preset
draft unpublished
form survey questionnaire
question survey
answer response reply
response answer reply
website site web
site website domain
domain hostname site
dns record zone
url link address
link url
redirect forward
webhook hook callback
server machine host instance vm
machine server host instance
instance server machine
node server machine
host server machine
cluster kubernetes k8s
kubernetes k8s cluster
container docker
network vpc lan
firewall security rule
loadbalancer balancer lb
database db
table database
row record entry
record entry row
collection group set
index catalog
cache buffer
memory ram
cpu processor core
gpu accelerator
function lambda serverless
application app
app application integration program
plugin extension addon
integration connection app
component part module
module component part
environment env stage
variable var env
parameter param argument
repository repo
branch ref
commit change revision
pull merge request pr
pr pull
release version
build compile
pipeline workflow ci
workflow automation action pipeline
job task run
run execution job
execution run
task todo job
subtask subtasks child
todo task
project board
board column project
sprint iteration
milestone goal deadline
goal target objective
deadline due
due deadline
dependency depend blocker prerequisite
priority importance urgency
portfolio projects
team squad
model ai
prompt instruction
completion generate
embedding vector
vector embedding
point vector
similar related recommend
related similar
top popular best trending
popular trending top
trending popular
latest newest recent
recent latest last
upcoming future next
current now playing
now current
first initial
random any
deleted trash removed
trash bin deleted
missing absent lost
duplicate copy double
public open visible
private hidden secret
visibility public private
language locale translation
locale language
timezone time
time date
date day
day date
birthday birth
description text about
title name
content body text
body content
size length
duration length
type kind
kind type
unit measure
reason cause
pending waiting open
open pending
close finish complete resolve
complete finish done close
done complete
finish complete
resolve fix close
seen read
unread new
default standard
custom own
device hardware
sensor device
player playback
playback player play
play resume start
skip next
seek jump position
loud volume
volume loudness
shuffle random
repeat loop
screen display
bulk batch multiple
batch bulk
multiple batch bulk
children child sub
parent above
ancestor parent
owner belong
key shortcut
ip address
port listen
region datacenter
replica copy
shard partition
partition shard
schema structure
syntax grammar
namespace scope
package library
license licence
contributor author
test trial
holiday vacation
vacation holiday leave absence
salary pay payroll
job position vacancy
candidate applicant
course class lesson
student learner
teacher instructor
grade mark score
book publication
quote citation
news article
article post blog
blog post article
joke funny
recipe dish meal
meal food dish
restaurant food
hotel accommodation lodging
flight plane
car vehicle
vehicle car
trip journey travel
route direction path
ride trip
animal pet
patient person
doctor physician provider
prescription medication medicine
medication drug medicine
insurance coverage policy
claim request
loan credit lending
stock share
trade exchange
owe due balance debt outstanding
outstanding unpaid due open
unpaid due outstanding overdue
overdue late due
contest dispute appeal
appeal dispute
nudge remind reminder
remind reminder notify
reminder notification alarm
warn alert notify
tell notify inform
inform notify
ask request prompt question
request ask
demand request
offer proposal quote
proposal quote offer
estimate quote price
quote estimate rate price
fare price rate
fee charge cost price
tariff rate price
earn income revenue
earnings income revenue payout
revenue income sales
income revenue earnings
profit revenue margin
spend expense cost
sale order transaction
withdraw payout withdrawal
withdrawal payout
wire transfer payment
remittance transfer payment
iban account bank
card payment
voucher coupon gift
gift voucher card
loyalty reward points
reward loyalty points
ticket booking pass
pass ticket
seat place reservation
passenger traveller guest
traveller passenger
trip travel journey
travel trip journey
train trip rail
rail train
bus transit
commute route trip
airport station
stop station
station stop
departure leave start
arrival arrive
parcel package shipment
package parcel shipment
label document tag
carrier courier shipping
courier carrier delivery
pickup collect location
locker access point location
return refund
warehouse location inventory
sku product item
barcode code sku
bundle package group
discount coupon
sell offer sale
cheap price low
expensive price high
owing due
twice duplicate
same duplicate identical
identical duplicate same
double duplicate
lookalike similar duplicate
photo image asset picture
picture image photo asset
snapshot image photo
selfie image photo
gallery album collection
album collection
clip video
footage video recording
recording record video audio
stream broadcast live
broadcast stream live
episode show
season series
show series episode
song track
listen play playback
listening playback play
hear play listen
loudness volume
concert event
gig event concert
performer artist
lyrics text song
draw image generate
paint image generate
sketch image draft
narrate speech voice
read speech
dictate transcribe
summarise summary summarize
rewrite edit
translate language
chatbot assistant agent bot
bot agent robot
assistant agent
robot bot
trained training model tune
train training tune
training train tune job
tune fine training
dataset data
sample example
example sample
login signin session authenticate
log logs event
logs log events
trace log
output log result
result output answer
stdout log output
crash error failure
crashed error failed
broken failed error
fail failure error
failure fail error
outage incident downtime
downtime outage incident
uptime availability health
slow latency performance
latency performance duration
speed performance rate
traffic visit view clicks
visit view traffic
visitor traffic view
view visit
click visit link
audience followers viewers
popularity popular rating
ranking rank leaderboard
leaderboard ranking scores
winner result
score rating points
headcount count number
tally count total
sum total
average mean statistics
trend history statistics
growth trend statistics
figures statistics metrics numbers
numbers statistics
kpi metric
percentage rate share
ratio rate
left remaining
remaining left
leftover remaining balance
spare free available
capacity size limit
space storage capacity
bandwidth traffic transfer
vm server machine instance
box server machine
spin create
provision create
boot start
launch start
datacentre region datacenter
datacenter region
zone region
public internet
internet public external
outbound egress nat
inbound ingress
let allow permit
open allow
block deny ban
blocked block banned
bot spam
spam junk abuse
junk spam
abuse report spam
report flag abuse
complain report complaint
complaint report claim
claim dispute complaint
lost missing
stolen lost theft
fraud risk suspicious
suspicious risk fraud
risk fraud score
leak exposure secret
breach incident leak
threat vulnerability risk
attack threat
malware virus threat
virus malware
scan check analysis
checkup health check
inspect check details
audit log review
compliance policy audit
retention policy
gdpr privacy personal
privacy private personal
consent agreement terms
agree accept consent
agreement contract terms
contract agreement document
terms agreement conditions
sign signature
signature sign
signed signature sign
paperwork document form
pdf document file
spreadsheet sheet table
sheet spreadsheet table
slide presentation
presentation slide
paragraph block text
sentence text
heading title
caption subtitle
label tag
hashtag tag
category label
kind category
section part
chapter section
bookmark favorite
wishlist favorites saved
watchlist list follow
inbox message mailbox
mailbox inbox email
letter mail message
mail email message
newsletter campaign mailing
campaign newsletter marketing
mailing list campaign
subscriber member audience
unsubscribe suppression
bounce undelivered failed
delivered delivery
undelivered failed bounce
resend retry send
redeliver resend retry
replay resend retry recover
retry resend rerun
rerun retry restart
redo repeat retry
ring call phone
dial call phone
voicemail voice message
hang end
attendee participant guest
participant attendee member
host organizer owner
organizer host
speaker presenter
sponsor partner
talk session presentation
session meeting
programme schedule agenda program
program schedule agenda
agenda schedule
timetable schedule departure
shift schedule roster
roster shift schedule
slot availability time
free available
busy availability
holiday leave vacation
sick leave absence
absence leave
overtime timesheet
timesheet time entry
hour time
hours time schedule
worked time tracking
wait pending queue depend
waiting pending queued
depend dependency
blocker dependency block
prerequisite dependency
subtask child
nested child sub
inside content in
inside item content
contents item content
content item
everything all
folks people user
colleague user member
coworker user member colleague
teammate user member
boss manager
manager owner admin
supervisor manager
reports direct subordinate
reviewer review approver
approver approve reviewer
assignee assign owner
responsible assignee owner
creator owner author
recipient receiver
receiver recipient destination
destination target endpoint
source origin
origin source
target destination
supplier provider
provider supplier vendor
tenant organization customer
household family
family household
parent guardian
pet animal
breed type animal
vet clinic
hospital clinic facility
clinic facility
nurse practitioner staff
symptom condition
diagnosis condition
condition diagnosis
vaccine immunization
immunization vaccine
allergy intolerance
lab laboratory test
test exam
exam test
visit encounter appointment
encounter visit
pharmacy medication
pill medication
diet nutrition
calories nutrition
workout exercise activity
exercise workout
run activity
sleep rest
heart pulse
menu dish food
drink beverage
beer drink
wine drink
cafe restaurant
table reservation
ingredient recipe
cook recipe
grocery food
flat property apartment
apartment property unit
house property home
home property house
property listing
listing property ad
rent lease rental
lease rent contract
landlord owner
mortgage loan
tenant renter
repair maintenance fix
maintenance repair service
fix repair
vehicle car fleet
driver chauffeur
fuel gas energy
charger charging station
parking park
power energy electricity
electricity power energy
energy power consumption
meter reading
reading measurement
measurement reading value
temperature weather
rain precipitation weather
wind weather
humidity weather
climate weather
pollution air quality
sun solar
solar sun
earthquake seismic
planet astronomy
spacecraft ship
starship spacecraft
ship spacecraft vessel
vessel ship
league competition
match game fixture
fixture match
game match
player athlete
athlete player
coach trainer
stadium venue
standings table ranking
bet wager
odds bet
lottery draw
coin currency crypto
crypto currency coin
blockchain chain
validator node
stock quote share
ticker symbol stock
dividend payout
portfolio holdings
investment portfolio
headline news
story article post
press news
journalist author
paper article
journal publication
citation reference
definition meaning
meaning definition
synonym word
word term
dictionary word definition
saying quote
fact trivia
trivia fact question
quiz trivia question
riddle joke
horoscope zodiac
zodiac horoscope
color palette
colour color
font typography
icon image
logo image brand
brand logo
theme appearance style
style theme
layout template
widget component
banner message
popup modal
modal dialog view
button action
screen view
page view
homepage home
landing page
sitemap site
seo search
crawl index
scrape crawl extract
extract parse
parse extract
ocr text recognition
recognition detect
detect recognition
face person
fingerprint hash
hash checksum digest
checksum hash
compress archive zip
zip archive compress
unzip extract
backup copy
mirror replica copy
standby replica
failover promote replica
migrate migration move
migration migrate transfer
upgrade version update
outdated version old upgrade
old outdated previous
obsolete deprecated outdated
stale old inactive
inactive disabled idle
idle inactive
dormant inactive
unused prune idle
orphan unused
leftover unused
prune cleanup remove
cleanup prune delete
flush clear purge
reset clear default
empty clear purge
hide mute archive
conceal hide
reveal show
expose publish open
silence mute silent
quiet mute silence
snooze pause mute
wake resume
sleep suspend pause
hibernate suspend
kick remove
expel remove ban
evict remove
fire remove trigger
hire employee create
onboard onboarding create
offboard deactivate remove
promote upgrade
demote downgrade
delegate assign transfer
forward redirect send
redirect forward
route forward
bind attach link
join member add
bring add invite
introduce add
include add
exclude remove
skip ignore
ignore skip dismiss
dismiss close ignore
acknowledge ack confirm
ack acknowledge
certify confirm verify
prove verify
validity validate valid
valid validate verify
correct valid fix
wrong invalid error
invalid wrong error
compare diff
differ diff compare
diff compare changes
change diff history
modified changed updated
edited updated
who user
price rate
`

/** An abbreviation and what it stands for. */
export const abbreviations = `
repo repository
org organization
app application
apps application
config configuration
configs configuration
env environment
db database
auth authentication
authn authentication
authz authorization
info information
pr pull-request
msg message
doc document
docs document
dir directory
img image
pic picture
vid video
spec specification
param parameter
params parameter
attr attribute
id identifier
num number
qty quantity
addr address
acct account
admin administrator
dev developer
prod production
stat statistic
stats statistic
pw password
pwd password
creds credential
perm permission
perms permission
k8s kubernetes
vm machine
lb balancer
2fa two-factor
dm direct-message
faq question
gps location
tz timezone
lang language
prefs preference
ref reference
txn transaction
tx transaction
sub subscription
subs subscription
cal calendar
cert certificate
certs certificate
var variable
vars variable
temp temporary
pkg package
ns namespace
dnd do-not-disturb
`
