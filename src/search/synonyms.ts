import { stemOf } from './words.ts'

/**
 * Everyday words and what interfaces call the thing. One row per meaning; every word of a row may stand for every other.
 * General English and general computing only: no product's vocabulary.
 */
const rows = `
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
`

const abbreviations = `
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

export interface Synonym {
  readonly term: string
  /** How much of the original's weight a hit of this term is worth. */
  readonly weight: number
}

const everyday = 0.5
const abbreviated = 0.9

let table: Map<string, Synonym[]> | undefined

/** What else a stem may be called. */
export function synonymsOf(term: string): readonly Synonym[] {
  return (table ??= build()).get(term) ?? []
}

function build(): Map<string, Synonym[]> {
  const found = new Map<string, Map<string, number>>()
  const relate = (from: string, to: string, weight: number): void => {
    if (from === to) return
    const row = found.get(from) ?? new Map<string, number>()
    row.set(to, Math.max(row.get(to) ?? 0, weight))
    found.set(from, row)
  }
  for (const line of rows.trim().split('\n')) {
    const terms = [...new Set(line.split(' ').map(stemOf))]
    for (const [i, from] of terms.entries())
      for (const [j, to] of terms.entries())
        // The first word of a row is its meaning: two others of the row are only cousins.
        relate(from, to, i === 0 || j === 0 ? everyday : everyday * 0.7)
  }
  for (const line of abbreviations.trim().split('\n')) {
    const [short = '', long = ''] = line.split(' ')
    for (const part of long.split('-')) {
      relate(stemOf(short), stemOf(part), long.includes('-') ? everyday : abbreviated)
      if (!long.includes('-')) relate(stemOf(part), stemOf(short), abbreviated)
    }
  }
  return new Map([...found].map(([from, row]) => [from, [...row].map(([term, weight]) => ({ term, weight }))]))
}
